import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Alert, Button, Drawer, Select, type TableColumnsType } from "antd";
import { Link } from "react-router";

import { api, ask, type Schemas } from "@/lib/api";
import { exact } from "@/lib/format";
import { useMay } from "@/lib/session";
import { useAddress } from "@/lib/url";
import { useWords } from "@/lib/words";
import { useAct } from "@/ui/acts";
import { DayRange, daysOf } from "@/ui/days";
import { ExportButton } from "@/ui/export";
import { Moment } from "@/ui/numbers";
import { Facts, Page, Total } from "@/ui/page";
import { Asked, Empty, FilteredToNothing } from "@/ui/states";
import { DataTable, Pager, usePaging } from "@/ui/table";

import { actionWord, kindWord, placeOf } from "./rules";
import { auditWords } from "./words";

type Entry = Schemas["TrailEntryOut"];
const ACTIONS = auditWords.keys.filter((key) => key.startsWith("a_"));
const dotted = (key: string) => {
  const [, name = ""] = /^a_(.*)$/.exec(key) ?? [];
  return name.startsWith("live_codes_") ? name.replace("live_codes_", "live_codes.") : name.replace("_", ".");
};

export default function AuditPage() {
  const say = useWords(auditWords);
  const address = useAddress();
  const paging = usePaging();
  const maySeeUsers = useMay("staff.write");
  const users = useQuery({ queryKey: ["users", "names"], queryFn: () => ask(api.GET("/v1/users", { params: { query: { limit: 200 } } })), enabled: maySeeUsers, staleTime: 60_000 });
  const filter = { action: address.get("action") || undefined, user_id: Number(address.get("who")) || undefined, ...daysOf(address) };
  const query = useQuery({
    queryKey: ["audit", filter, paging.cursor],
    queryFn: () => ask(api.GET("/v1/audit", { params: { query: { ...filter, limit: 50, cursor: paging.cursor } } })),
    placeholderData: keepPreviousData,
  });
  const change = (changes: Record<string, string | null>) => address.set({ ...changes, ...paging.reset });
  const clear = () => change({ action: null, who: null, from: null, to: null });
  const open = query.data?.items.find(({ id }) => String(id) === address.get("open"));
  const onOpen = (row: Entry) => address.set({ open: String(row.id) }, false);
  const isFiltered = Object.values(filter).some(Boolean);
  return (
    <Page
      name="audit"
      title={say("title")}
      aside={<Total total={query.data?.total} />}
      actions={<div className="row"><ExportButton filters={{ page: "audit", ...filter }} /><Prove /></div>}
      state={query.data ? (query.data.items.length ? "loaded" : "empty") : query.error ? "error" : "loading"}
    >
      <div className="filters" role="search">
        <Select
          aria-label={say("what")}
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          placeholder={say("anyAction")}
          style={{ minWidth: 200 }}
          value={filter.action}
          onChange={(action?: string) => change({ action: action ?? null })}
          options={ACTIONS.map((key) => ({ value: dotted(key), label: say(key) }))}
        />
        {maySeeUsers ? (
          <Select
            aria-label={say("who")}
            allowClear
            showSearch={{ optionFilterProp: "label" }}
            placeholder={say("anyWho")}
            style={{ minWidth: 160 }}
            value={filter.user_id}
            onChange={(id?: number) => change({ who: id ? String(id) : null })}
            options={users.data?.items.map(({ id, name, login }) => ({ value: id, label: name || login }))}
          />
        ) : null}
        <DayRange address={address} labels={[say("from"), say("to")]} onChange={change} />
      </div>
      <Asked query={query} rows={12}>
        {(page) => (
          <>
            <DataTable
              label={say("title")}
              rows={page.items}
              rowKey={(row) => row.id}
              columns={columnsOf(say, onOpen)}
              card={(row) => <EntryCard row={row} onOpen={onOpen} />}
              isBusy={query.isPlaceholderData}
              onRow={onOpen}
              empty={isFiltered ? <FilteredToNothing onClear={clear} /> : <Empty picture="none" title={say("emptyTitle")} text={say("emptyText")} />}
            />
            {page.items.length ? <Pager paging={paging} next={page.next_cursor} total={page.total} /> : null}
          </>
        )}
      </Asked>
      <Drawer title={open ? say(actionWord(open.action)) : say("what")} open={Boolean(open)} onClose={() => address.set({ open: null })} size={480}>
        {open ? <Detail row={open} /> : null}
      </Drawer>
    </Page>
  );
}

type Speak = ReturnType<typeof useWords<(typeof auditWords)["keys"][number]>>;
const actorOf = (say: Speak, row: Entry) => (row.user_id === null && row.actor === "system" ? say("theSystem") : row.actor);

function On({ row }: { row: Entry }) {
  const say = useWords(auditWords);
  const place = placeOf(row.object_kind, row.object_id);
  const text = say(kindWord(row.object_kind));
  return place ? <Link to={place} onClick={(event) => event.stopPropagation()}>{text}</Link> : <>{text}</>;
}

function Opener({ row, onOpen }: { row: Entry; onOpen: (row: Entry) => void }) {
  const say = useWords(auditWords);
  return <Button type="link" size="small" style={{ padding: 0 }} onClick={(event) => { event.stopPropagation(); onOpen(row); }}>{say(actionWord(row.action))}</Button>;
}

function columnsOf(say: Speak, onOpen: (row: Entry) => void): TableColumnsType<Entry> {
  return [
    { title: say("when"), key: "when", width: 160, render: (_, row) => <Moment at={row.at} /> },
    { title: say("who"), key: "who", width: 180, render: (_, row) => actorOf(say, row) },
    { title: say("what"), key: "what", render: (_, row) => <Opener row={row} onOpen={onOpen} /> },
    { title: say("on"), key: "on", render: (_, row) => <On row={row} /> },
    { title: say("why"), key: "why", render: (_, row) => row.reason ?? "—" },
  ];
}

function EntryCard({ row, onOpen }: { row: Entry; onOpen: (row: Entry) => void }) {
  const say = useWords(auditWords);
  return (
    <div className="stack tight">
      <div>{actorOf(say, row)} <Opener row={row} onOpen={onOpen} /></div>
      <div className="meta row"><Moment at={row.at} /><On row={row} /></div>
      {row.reason ? <div className="meta">{row.reason}</div> : null}
    </div>
  );
}

function Detail({ row }: { row: Entry }) {
  const say = useWords(auditWords);
  return (
    <div className="stack">
      <Facts rows={[[say("when"), <Moment key="m" at={row.at} />], [say("who"), actorOf(say, row)], [say("what"), say(actionWord(row.action))], [say("on"), <On key="o" row={row} />], [say("why"), row.reason ?? "—"]]} />
      {Object.keys(row.details).length ? (
        <details>
          <summary className="meta" style={{ cursor: "pointer" }}>{say("details")}</summary>
          <pre className="meta" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{JSON.stringify(row.details, null, 2)}</pre>
        </details>
      ) : null}
    </div>
  );
}

function Prove() {
  const say = useWords(auditWords);
  const prove = useAct({ run: () => ask(api.GET("/v1/audit/check")), renews: [["audit"]] });
  return (
    <>
      <Button type="primary" loading={prove.isPending} onClick={() => prove.mutate()}>{say("check")}</Button>
      {prove.data ? (
        <Alert
          showIcon
          role="status"
          type={prove.data.is_whole ? "success" : "error"}
          title={say(prove.data.is_whole ? "whole" : "broken")}
          description={prove.data.is_whole ? undefined : [say("brokenAt", { n: exact(prove.data.entry_id) }), prove.data.why].filter(Boolean).join(" · ")}
        />
      ) : null}
    </>
  );
}
