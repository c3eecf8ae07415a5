import { Link } from "react-router";

import { useMay } from "@/lib/session";
import { useWords } from "@/lib/words";

import type { Order } from "../queries";
import { orderWords } from "../words";

/** Who bought, and the way to everything about them for those who may go there. */
export function Buyer({ row }: { row: Order }) {
  const say = useWords(orderWords);
  const maySee = useMay("customers.read");
  const name = row.customer_name || say("unnamed");
  if (!maySee) return <span>{name}</span>;
  return <Link to={`/customers/${row.customer_id}`} onClick={(event) => event.stopPropagation()}>{name}</Link>;
}
