import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button, Drawer, Segmented, type TableColumnsType } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import { api, ask, type Schemas } from "@/lib/api";
import { exact } from "@/lib/format";
import { useMay } from "@/lib/session";
import { useAddress } from "@/lib/url";
import { useWords } from "@/lib/words";
import { useAct, useTell } from "@/ui/acts";
import { StateChip, type Tone } from "@/ui/chips";
import { Confirm } from "@/ui/confirm";
import { Moment } from "@/ui/numbers";
import { Facts, Page, Total } from "@/ui/page";
import { Asked, Empty } from "@/ui/states";
import { DataTable, Pager, usePaging } from "@/ui/table";

import { eventWord, reasonWord } from "./rules";
import { inboxWords } from "./words";

type Callback = Schemas["CallbackOut"];
const STATES = ["parked", "waiting", "applied"] as const;
const ALL = "all";
const TONES: Record<string, Tone> = { parked: "red", waiting: "amber", applied: "green" };
const stateOf = (row: Callback) => STATES.find((one) => one === row.state) ?? "waiting";

export default function InboxPage() {
  const say = useWords(inboxWords);
  const address = useAddress();
  const paging = usePaging();
  const chosen = address.get("state") || "parked";
  const state = STATES.find((one) => one === chosen);
  const query = useQuery({
    queryKey: ["inbox", state, paging.cursor],
    queryFn: () => ask(api.GET("/v1/inbox", { params: { query: { state, limit: 50, cursor: paging.cursor } } })),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  });
  const open = query.data?.items.find(({ id }) => String(id) === address.get("open"));
  return (
    <Page
      name="inbox"
      title={say("title")}
      aside={<Total total={query.data?.total} />}
      actions={state === "parked" && query.data?.items.length ? <ReplayAll total={query.data.total} /> : null}
      state={query.data ? (query.data.items.length ? "loaded" : "empty") : query.error ? "error" : "loading"}
    >
      <div className="filters">
        <Segmented value={chosen} onChange={(next) => address.set({ state: next, ...paging.reset })} options={[...STATES, ALL].map((value) => ({ value, label: say(value as "all") }))} />
      </div>
      <Asked query={query} rows={10}>
        {(page) => (
          <>
            <DataTable
              label={say("title")}
              rows={page.items}
              rowKey={(row) => row.id}
              columns={columnsOf(say, (row) => address.set({ open: String(row.id) }, false))}
              card={(row) => <CallbackCard row={row} onOpen={() => address.set({ open: String(row.id) }, false)} />}
              isBusy={query.isPlaceholderData}
              onRow={(row) => address.set({ open: String(row.id) }, false)}
              empty={
                state === "parked" ? (
                  <Empty picture="done" title={say("doneTitle")} text={say("doneText")} />
                ) : (
                  <Empty picture="not-connected" title={say("emptyTitle")} text={say("emptyText")} actions={<Link to="/settings/doctor">{say("toDoctor")}</Link>} />
                )
              }
            />
            {page.items.length ? <Pager paging={paging} next={page.next_cursor} total={page.total} /> : null}
          </>
        )}
      </Asked>
      <Drawer title={open ? say(eventWord(open.event, open.change_type)) : say("event")} open={Boolean(open)} onClose={() => address.set({ open: null })} size={480}>
        {open ? <Detail row={open} /> : null}
      </Drawer>
    </Page>
  );
}

type Speak = ReturnType<typeof useWords<(typeof inboxWords)["keys"][number]>>;

function columnsOf(say: Speak, onOpen: (row: Callback) => void): TableColumnsType<Callback> {
  return [
    { title: say("event"), key: "event", render: (_, row) => <Button type="link" size="small" style={{ padding: 0 }} onClick={(event) => { event.stopPropagation(); onOpen(row); }}>{say(eventWord(row.event, row.change_type))}</Button> },
    { title: say("state"), key: "state", render: (_, row) => <StateChip tone={TONES[row.state] ?? "grey"}>{say(stateOf(row))}</StateChip> },
    { title: say("why"), key: "why", render: (_, row) => (row.reason ? say(reasonWord(row.reason)) : "—") },
    { title: say("tries"), key: "tries", align: "right", dataIndex: "tries" },
    { title: say("happened"), key: "happened", render: (_, row) => <Moment at={row.happened_at} /> },
    { title: say("received"), key: "received", render: (_, row) => <Moment at={row.received_at} /> },
  ];
}

function CallbackCard({ row, onOpen }: { row: Callback; onOpen: () => void }) {
  const say = useWords(inboxWords);
  return (
    <div className="stack tight">
      <div className="row apart">
        <Button type="link" style={{ padding: 0 }} onClick={onOpen}>{say(eventWord(row.event, row.change_type))}</Button>
        <StateChip tone={TONES[row.state] ?? "grey"}>{say(stateOf(row))}</StateChip>
      </div>
      {row.reason ? <p>{say(reasonWord(row.reason))}</p> : null}
      <div className="meta"><Moment at={row.received_at} /></div>
    </div>
  );
}

function Detail({ row }: { row: Callback }) {
  const say = useWords(inboxWords);
  const { done } = useTell();
  const mayReplay = useMay("inbox.replay");
  const replay = useAct({
    run: () => ask(api.POST("/v1/inbox/{inbox_id}/replay", { params: { path: { inbox_id: row.id } } })),
    renews: [["inbox"]],
    onDone: () => done(say("replayed")),
  });
  const technical = [row.event, row.change_type, row.outcome, row.reason].filter(Boolean).join("\n");
  return (
    <div className="stack">
      <Facts
        rows={[
          [say("state"), <StateChip key="s" tone={TONES[row.state] ?? "grey"}>{say(stateOf(row))}</StateChip>],
          [say("happened"), <Moment key="h" at={row.happened_at} />],
          [say("received"), <Moment key="r" at={row.received_at} />],
          [say("finished"), <Moment key="f" at={row.finished_at} />],
          [say("tries"), row.tries],
          [say("lane"), say(row.lane === "urgent" ? "lane_urgent" : "lane_normal")],
        ]}
      />
      {row.reason ? <p>{say(reasonWord(row.reason))}</p> : null}
      {row.state === "parked" && mayReplay ? <div><Button type="primary" loading={replay.isPending} onClick={() => replay.mutate()}>{say("replay")}</Button></div> : null}
      <details>
        <summary className="meta" style={{ cursor: "pointer" }}>{say("raw")}</summary>
        <pre className="meta" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{technical}</pre>
      </details>
    </div>
  );
}

function ReplayAll({ total }: { total: number | null | undefined }) {
  const say = useWords(inboxWords);
  const { done } = useTell();
  const mayReplay = useMay("inbox.replay");
  const [isAsking, setAsking] = useState(false);
  const replay = useAct({
    run: () => ask(api.POST("/v1/inbox/replay")),
    renews: [["inbox"]],
    onDone: ({ replayed }) => {
      setAsking(false);
      done(say("replayedAll", { count: replayed }));
    },
  });
  if (!mayReplay) return null;
  return (
    <>
      <Button onClick={() => setAsking(true)}>{say("replayAll")}</Button>
      <Confirm isOpen={isAsking} title={say("replayAll")} act={say("replayAll")} isBusy={replay.isPending} onDo={() => replay.mutate()} onClose={() => setAsking(false)}>
        {say("replayAllText", { shown: exact(total) })}
      </Confirm>
    </>
  );
}
