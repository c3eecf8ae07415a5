import { Checkbox, Select } from "antd";

import { useAddress } from "@/lib/url";
import { useLanguage, useWords } from "@/lib/words";
import { useStaffNames } from "@/ui/lookups";
import { Asked, Empty, FilteredToNothing } from "@/ui/states";
import { Pager, usePaging } from "@/ui/table";

import { eventTitles } from "../events";
import { useTimeline, type TimelineWanted } from "../queries";
import { customerWords, pastWords } from "../words";
import { EventList } from "./EventList";

const KINDS = ["arrival", "sends", "conversations", "commerce", "behaviour", "membership", "groups", "classes", "identity", "journeys", "place", "voice"] as const;
const CHANNELS = ["wecom", "sms", "voice", "email", "official_account", "mini_program", "whatsapp"] as const;

/** Everything that happened, narrowed by kind, member and channel; the address holds what is chosen. */
export function Timeline({ customerId }: { customerId: number }) {
  const say = useWords(pastWords);
  const sayOf = useWords(customerWords);
  const [language] = useLanguage();
  const address = useAddress();
  const staff = useStaffNames();
  const paging = usePaging();
  const want = wantedOf(address);
  const query = useTimeline(customerId, want, paging.cursor);
  const change = (changes: Record<string, string | string[] | null>) => address.set({ ...changes, ...paging.reset });
  const clear = () => change({ kind: null, staff: null, channel: null, acts: null, since: null });
  const kinds = address.all("kind");
  // A single event, reached from its number, is among the choices while it is chosen.
  const known = KINDS.map((kind) => ({ value: kind as string, label: say(`kind_${kind}`) }));
  const others = kinds.filter((kind) => !KINDS.some((one) => one === kind));
  const titles = eventTitles(query.data?.items, language);
  return (
    <>
      <div className="filters" role="search">
        <Select
          mode="multiple"
          allowClear
          style={{ minWidth: 180 }}
          maxTagCount={2}
          placeholder={say("anyKind")}
          aria-label={say("kinds")}
          value={kinds}
          onChange={(kind) => change({ kind })}
          optionFilterProp="label"
          options={[...known, ...others.map((name) => ({ value: name, label: titles.get(name) ?? sayOf("unknownEvent") }))]}
        />
        <Select
          allowClear
          style={{ minWidth: 140 }}
          placeholder={say("staff")}
          aria-label={say("staff")}
          value={address.get("staff") || undefined}
          onChange={(member: string | undefined) => change({ staff: member ?? null })}
          showSearch={{ optionFilterProp: "label" }}
          options={[...staff].map(([id, name]) => ({ value: String(id), label: name }))}
        />
        <Select
          allowClear
          style={{ minWidth: 120 }}
          placeholder={say("anyChannel")}
          aria-label={say("channel")}
          value={address.get("channel") || undefined}
          onChange={(channel: string | undefined) => change({ channel: channel ?? null })}
          options={CHANNELS.map((value) => ({ value, label: say(value) }))}
        />
        <Checkbox checked={address.get("acts") === "1"} onChange={(event) => change({ acts: event.target.checked ? "1" : null, since: null })}>
          {say("onlyActs")}
        </Checkbox>
      </div>
      <Asked query={query} rows={10}>
        {(page) =>
          page.items.length ? (
            <>
              <EventList items={page.items} label={sayOf("tabTimeline")} />
              <Pager paging={paging} next={page.next_cursor} total={page.total} />
            </>
          ) : Object.keys(want).length ? (
            <FilteredToNothing onClear={clear} />
          ) : (
            <Empty picture="none" title={say("none")} text={say("noneText")} />
          )
        }
      </Asked>
    </>
  );
}

function wantedOf(address: ReturnType<typeof useAddress>): TimelineWanted {
  const want: TimelineWanted = {};
  const kind = address.all("kind");
  if (kind.length) want.kind = kind;
  const staff = Number(address.get("staff"));
  if (staff) want.staff_id = staff;
  if (address.get("channel")) want.channel = address.get("channel");
  if (address.get("acts") === "1") want.only_acts = true;
  if (address.get("since")) want.since = address.get("since");
  return want;
}
