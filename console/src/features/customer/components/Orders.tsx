import type { TableColumnsType } from "antd";
import { useMemo } from "react";

import { useMay } from "@/lib/session";
import { useWords } from "@/lib/words";
import { StateChip, type Tone } from "@/ui/chips";
import { Money, Moment } from "@/ui/numbers";
import { Card, Facts } from "@/ui/page";
import { Asked, Empty } from "@/ui/states";
import { DataTable, Pager, usePaging } from "@/ui/table";

import { useOrders, type Customer, type Order } from "../queries";
import { pastWords } from "../words";

interface Panel {
  orders_n?: number;
  valid_n?: number;
  net_cents?: number;
  first_paid_at?: string | null;
  last_paid_at?: string | null;
}

const TONES: Record<Order["state"], Tone> = { placed: "amber", paid: "blue", delivered: "green", cancelled: "grey" };

/** What this customer bought: in figures, then order by order. */
export function Orders({ customer }: { customer: Customer }) {
  const say = useWords(pastWords);
  const may = useMay("orders.read");
  const paging = usePaging();
  const query = useOrders(customer.id, paging.cursor, may);
  const columns = useColumns();
  const panel = customer.panels.orders as Panel | undefined;
  return (
    <Asked query={query} rows={8}>
      {(page) =>
        page.items.length === 0 ? (
          <Empty picture="none" title={say("ordersNone")} text={say("ordersNoneText")} />
        ) : (
          <>
            {panel?.orders_n === undefined ? null : (
              <Card>
                <Facts
                  rows={[
                    [say("panelOrders"), panel.orders_n],
                    [say("panelValid"), panel.valid_n ?? "—"],
                    [say("panelNet"), <Money key="m" cents={panel.net_cents} />],
                    [say("panelFirst"), <Moment key="f" at={panel.first_paid_at} />],
                    [say("panelLast"), <Moment key="l" at={panel.last_paid_at} />],
                  ]}
                />
              </Card>
            )}
            <DataTable label={say("panelOrders")} rows={page.items} rowKey={(row) => row.id} columns={columns} card={(row) => <OrderCard row={row} />} isBusy={query.isPlaceholderData} empty={null} />
            <Pager paging={paging} next={page.next_cursor} total={page.total} />
          </>
        )
      }
    </Asked>
  );
}

function OrderState({ row }: { row: Order }) {
  const say = useWords(pastWords);
  return (
    <span className="row tight">
      <StateChip tone={TONES[row.state]}>{say(`state_${row.state}`)}</StateChip>
      {row.refund_state === "none" ? null : <StateChip tone="red">{say(row.refund_state === "full" ? "refund_full" : "refund_part")}</StateChip>}
    </span>
  );
}

function Items({ row }: { row: Order }) {
  return <span>{row.items.map((item) => `${item.name} × ${item.qty_n}`).join("、") || "—"}</span>;
}

function OrderCard({ row }: { row: Order }) {
  return (
    <div className="stack tight">
      <div className="row apart"><span>{row.number}</span><OrderState row={row} /></div>
      <Items row={row} />
      <div className="row apart meta"><Moment at={row.placed_at ?? row.paid_at} /><Money cents={row.total_cents} /></div>
    </div>
  );
}

function useColumns(): TableColumnsType<Order> {
  const say = useWords(pastWords);
  return useMemo(
    () => [
      { title: say("number"), key: "number", width: 180, render: (_, row) => row.number },
      { title: say("state"), key: "state", width: 180, render: (_, row) => <OrderState row={row} /> },
      { title: say("items"), key: "items", render: (_, row) => <Items row={row} /> },
      { title: say("placed"), key: "placed", width: 160, render: (_, row) => <Moment at={row.placed_at ?? row.paid_at} /> },
      { title: say("total"), key: "total", width: 120, align: "right", render: (_, row) => <Money cents={row.total_cents} /> },
      { title: say("refunded"), key: "refunded", width: 120, align: "right", render: (_, row) => (row.refunded_cents ? <Money cents={row.refunded_cents} /> : "—") },
    ],
    [say],
  );
}
