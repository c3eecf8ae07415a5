import { Button, Select, Tag, type TableColumnsType } from "antd";
import { useMemo } from "react";
import { Link } from "react-router";

import type { Schemas } from "@/lib/api";
import { useMe } from "@/lib/session";
import { useAddress, type Address } from "@/lib/url";
import { useSaid, useWords } from "@/lib/words";
import { Face, SEND_STATES, SendChip } from "@/ui/chips";
import { Moment } from "@/ui/numbers";
import { Asked, FilteredToNothing } from "@/ui/states";
import { DataTable, Pager, usePaging } from "@/ui/table";
import { uiWords } from "@/ui/words";

import { isMoving, useRecipients, useStaffNames, type Campaign, type Gate, type RecipientWish } from "../queries";
import { campaignWords } from "../words";
import { plainReason } from "./Preview";

type Recipient = Schemas["RecipientOut"];
const NOTHING = { outcome: null, gate: null, reason: null, staff: null };

function wishOf(address: Address): RecipientWish {
  const chosen = address.all("outcome");
  return {
    state: SEND_STATES.filter((state) => chosen.includes(state)),
    gate: (address.get("gate") || undefined) as Gate | undefined,
    reason: address.get("reason") || undefined,
    staff_id: Number(address.get("staff")) || undefined,
  };
}

/** The people of a campaign; what a figure counts is a filter of this list, and the filter stands in the address. */
export function Recipients({ campaign }: { campaign: Campaign }) {
  const say = useWords(campaignWords);
  const me = useMe();
  const address = useAddress();
  const paging = usePaging();
  const wish = wishOf(address);
  const query = useRecipients(campaign.id, wish, paging.cursor, isMoving(campaign.state));
  const change = (changes: Record<string, string | string[] | null>) => address.set({ ...changes, ...paging.reset });
  const columns = useColumns();
  return (
    <div className="stack" data-list="recipients">
      <Filters wish={wish} change={change} />
      {me.scope === "all" ? null : <p className="meta">{say("scopeNote")}</p>}
      <Asked query={query} rows={10}>
        {(page) => (
          <>
            <DataTable
              label={say("tabPeople")}
              rows={page.items}
              rowKey={(row) => row.send_id}
              columns={columns}
              card={(row) => <RecipientCard row={row} />}
              isBusy={query.isPlaceholderData}
              empty={<FilteredToNothing onClear={() => change(NOTHING)} />}
            />
            <Pager paging={paging} next={page.next_cursor} total={page.total} />
          </>
        )}
      </Asked>
    </div>
  );
}

function Filters({ wish, change }: { wish: RecipientWish; change: (changes: Record<string, string | string[] | null>) => void }) {
  const say = useWords(campaignWords);
  const sayUi = useWords(uiWords);
  const staff = useStaffNames();
  return (
    <div className="filters" role="search">
      <Select
        mode="multiple"
        allowClear
        style={{ minWidth: 220 }}
        aria-label={say("anyOutcome")}
        placeholder={say("anyOutcome")}
        value={wish.state as string[]}
        onChange={(outcome) => change({ outcome })}
        options={SEND_STATES.map((value) => ({ value, label: sayUi(value) }))}
      />
      <Select
        allowClear
        style={{ minWidth: 160 }}
        aria-label={say("staff")}
        placeholder={say("staff")}
        value={wish.staff_id ? String(wish.staff_id) : undefined}
        onChange={(one: string | undefined) => change({ staff: one ?? null })}
        options={[...staff].map(([id, name]) => ({ value: String(id), label: name }))}
      />
      {wish.gate || wish.reason ? (
        <Button size="small" onClick={() => change({ gate: null, reason: null })}>{say("gateFilter")} ✕</Button>
      ) : null}
    </div>
  );
}

function Who({ row }: { row: Recipient }) {
  const say = useWords(campaignWords);
  return (
    <span className="row">
      <Face name={row.customer_name} id={row.customer_id} />
      <Link to={`/customers/${row.customer_id}`}>{row.customer_name || say("unnamed")}</Link>
    </span>
  );
}

function Why({ row }: { row: Recipient }) {
  const said = useSaid();
  return row.reason ? <>{plainReason(said({ zh: row.sentence_zh ?? "", en: row.sentence_en ?? "" }))}</> : <>—</>;
}

function RecipientCard({ row }: { row: Recipient }) {
  return (
    <div className="stack tight">
      <div className="row apart"><Who row={row} /><SendChip state={row.state} /></div>
      {row.reason ? <div className="meta"><Why row={row} /></div> : null}
      <div className="meta"><Moment at={row.changed_at} /></div>
    </div>
  );
}

function useColumns(): TableColumnsType<Recipient> {
  const say = useWords(campaignWords);
  const staff = useStaffNames();
  return useMemo(
    () => [
      { title: say("customer"), key: "customer", fixed: "left", width: 220, render: (_, row) => <Who row={row} /> },
      { title: say("outcome"), key: "state", width: 140, render: (_, row) => <SendChip state={row.state} /> },
      { title: say("stopWhy"), key: "why", width: 320, render: (_, row) => <Why row={row} /> },
      { title: say("staff"), key: "staff", width: 140, render: (_, row) => (row.staff_id ? (staff.get(row.staff_id) ?? say("formerStaff")) : "—") },
      { title: say("text"), key: "variant", width: 100, render: (_, row) => (row.variant ? <Tag>{row.variant}</Tag> : "—") },
      { title: say("whyAt"), key: "changed", width: 150, render: (_, row) => <Moment at={row.changed_at} /> },
    ],
    [say, staff],
  );
}
