import { Drawer } from "antd";
import { Link } from "react-router";

import { useAddress } from "@/lib/url";
import { useSaid, useWords } from "@/lib/words";
import { Face } from "@/ui/chips";
import { Asked } from "@/ui/states";
import { Pager, usePaging } from "@/ui/table";

import { usePreviewPeople, useStaffNames } from "../queries";
import { campaignWords } from "../words";
import { plainReason, type Preview } from "./Preview";

/** Whom one bar of the preview counts; which one stands in the address. */
export function PeopleDrawer({ id, preview }: { id: number; preview: Preview | undefined }) {
  const say = useWords(campaignWords);
  const said = useSaid();
  const address = useAddress();
  const paging = usePaging();
  const stop = address.get("open");
  const query = usePreviewPeople(id, stop, paging.cursor);
  const staff = useStaffNames();
  const known = preview?.stops.find((one) => `${one.gate}:${one.reason}` === stop);
  const title = known ? plainReason(said({ zh: known.sentence_zh, en: known.sentence_en })) : say(stop === "ready" ? "passing" : "peopleTitle");
  return (
    <Drawer title={title} open={stop !== ""} onClose={() => address.set({ open: null, ...paging.reset })} size={480}>
      {stop ? (
        <Asked query={query} isPart>
          {(page) => (
            <div className="stack">
              <ul className="stack tight" data-people={stop}>
                {page.items.map((one) => (
                  <li key={one.customer_id} className="row">
                    <Face name={one.customer_name} id={one.customer_id} />
                    <Link to={`/customers/${one.customer_id}`} className="grow cut">{one.customer_name || say("unnamed")}</Link>
                    <span className="muted">{one.staff_id ? (staff.get(one.staff_id) ?? "—") : "—"}</span>
                  </li>
                ))}
              </ul>
              <Pager paging={paging} next={page.next_cursor} total={page.total} />
            </div>
          )}
        </Asked>
      ) : null}
    </Drawer>
  );
}
