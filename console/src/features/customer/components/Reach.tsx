import { Segmented } from "antd";

import { useAddress } from "@/lib/url";
import { useWords } from "@/lib/words";
import { Asked, Empty, FilteredToNothing } from "@/ui/states";
import { Pager, usePaging } from "@/ui/table";

import { namesOf, REACHES } from "../events";
import { useTimeline } from "../queries";
import { customerWords, pastWords } from "../words";
import { EventList } from "./EventList";

const TITLES = { got: "reachGot", withheld: "reachWithheld", waiting: "reachWaiting", failed: "reachFailed", answered: "reachBack" } as const;

/** What the customer got and what not, message by message, with the reason. */
export function Reach({ customerId }: { customerId: number }) {
  const say = useWords(pastWords);
  const sayOf = useWords(customerWords);
  const address = useAddress();
  const paging = usePaging();
  const got = REACHES.find((one) => one === address.get("got"));
  const query = useTimeline(customerId, { kind: got ? namesOf(got) : ["sends"] }, paging.cursor);
  const choose = (value: string) => address.set({ got: value === "all" ? null : value, ...paging.reset });
  return (
    <>
      <div className="row">
        <Segmented
          aria-label={sayOf("tabReach")}
          value={got ?? "all"}
          onChange={choose}
          options={[{ value: "all", label: say("reachAll") }, ...REACHES.map((value) => ({ value: value as string, label: say(TITLES[value]) }))]}
        />
        <span className="muted">{say("reachText")}</span>
      </div>
      <Asked query={query} rows={8}>
        {(page) =>
          page.items.length ? (
            <>
              <EventList items={page.items} label={sayOf("tabReach")} />
              <Pager paging={paging} next={page.next_cursor} total={page.total} />
            </>
          ) : got ? (
            <FilteredToNothing onClear={() => choose("all")} />
          ) : (
            <Empty picture="none" title={say("reachNone")} text={say("reachNoneText")} />
          )
        }
      </Asked>
    </>
  );
}
