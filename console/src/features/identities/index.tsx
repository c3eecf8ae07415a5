import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import { api, ask, type Schemas } from "@/lib/api";
import { useWords } from "@/lib/words";
import { useAct, useTell } from "@/ui/acts";
import { Confirm } from "@/ui/confirm";
import { Moment } from "@/ui/numbers";
import { Page, Total } from "@/ui/page";
import { Asked, Empty } from "@/ui/states";
import { DataTable, Pager, usePaging } from "@/ui/table";

import { identityWords } from "./words";

type Conflict = Schemas["ConflictOut"];
const KINDS = ["unionid", "member_no", "phone", "shop_buyer", "external"] as const;
const LISTED = ["customers", "conflicts"];

/** Pairs of records that share a key: a person judges whether they are one. */
export default function IdentitiesPage() {
  const say = useWords(identityWords);
  const paging = usePaging();
  const query = useConflicts(paging.cursor);
  const names = useNames(query.data?.items ?? []);
  const [judged, setJudged] = useState<{ row: Conflict; merges: boolean }>();
  const nameOf = (id: number) => names.get(id) ?? say("someone", { id });
  const person = (id: number) => <Link to={`/customers/${id}`}>{nameOf(id)}</Link>;
  const kindOf = (row: Conflict) => say(`kind_${KINDS.find((one) => one === row.kind) ?? "other"}`);
  const acts = (row: Conflict) => (
    <span className="row">
      <Button size="small" onClick={() => setJudged({ row, merges: true })}>{say("one")}</Button>
      <Button size="small" onClick={() => setJudged({ row, merges: false })}>{say("two")}</Button>
    </span>
  );
  return (
    <Page
      name="identities"
      title={say("title")}
      aside={<Total total={query.data?.total} />}
      state={query.data ? (query.data.items.length ? "loaded" : "empty") : query.error ? "error" : "loading"}
    >
      <p className="muted">{say("intro")}</p>
      <Asked query={query} rows={8}>
        {(page) => (
          <>
            <DataTable
              label={say("title")}
              rows={page.items}
              rowKey={(row) => row.id}
              isBusy={query.isPlaceholderData}
              columns={[
                { title: say("pair"), key: "pair", render: (_, row) => <span className="row">{person(row.left_customer_id)} · {person(row.right_customer_id)}</span> },
                { title: say("shared"), key: "kind", width: 160, render: (_, row) => kindOf(row) },
                { title: say("found"), key: "found", width: 150, render: (_, row) => <Moment at={row.found_at} /> },
                { title: say("act"), key: "act", width: 240, render: (_, row) => acts(row) },
              ]}
              card={(row) => (
                <div className="stack tight">
                  <div className="row">{person(row.left_customer_id)} · {person(row.right_customer_id)}</div>
                  <div className="meta">{kindOf(row)} · <Moment at={row.found_at} /></div>
                  {acts(row)}
                </div>
              )}
              empty={<Empty picture="done" title={say("none")} text={say("noneText")} />}
            />
            <Pager paging={paging} next={page.next_cursor} total={page.total} />
          </>
        )}
      </Asked>
      {judged ? <Judge {...judged} nameOf={nameOf} onEnd={() => setJudged(undefined)} /> : null}
    </Page>
  );
}

function Judge({ row, merges, nameOf, onEnd }: { row: Conflict; merges: boolean; nameOf: (id: number) => string; onEnd: () => void }) {
  const say = useWords(identityWords);
  const tell = useTell();
  const pair = { left: nameOf(row.left_customer_id), right: nameOf(row.right_customer_id) };
  const settle = useAct({
    run: (reason: string) =>
      ask(api.POST("/v1/customers/conflicts/{conflict_id}/settle", { params: { path: { conflict_id: row.id } }, body: { merges, reason } })),
    renews: [LISTED, ["overview", "todo"]],
    onDone: () => {
      tell.done(say(merges ? "settledOne" : "settledTwo"));
      onEnd();
    },
  });
  return (
    <Confirm
      isOpen
      title={say(merges ? "oneTitle" : "twoTitle", pair)}
      act={say(merges ? "one" : "two")}
      reasonLabel={say("reason")}
      isBusy={settle.isPending}
      onDo={(reason) => settle.mutate(reason)}
      onClose={onEnd}
    >
      {say(merges ? "oneText" : "twoText")}
    </Confirm>
  );
}

function useConflicts(cursor: string | undefined) {
  return useQuery({
    queryKey: [...LISTED, cursor],
    queryFn: () => ask(api.GET("/v1/customers/conflicts", { params: { query: { cursor, limit: 50 } } })),
    placeholderData: keepPreviousData,
  });
}

function useNames(rows: readonly Conflict[]): Map<number, string> {
  const ids = [...new Set(rows.flatMap((row) => [row.left_customer_id, row.right_customer_id]))];
  const query = useQuery({
    queryKey: ["customers", "names", ids],
    queryFn: () =>
      ask(
        api.POST("/v1/customers/search", {
          params: { query: { limit: 200 } },
          body: { text: "", state: "", source: "", tags_any: [], tags_all: [], staff_ids: [], customer_ids: ids },
        }),
      ),
    enabled: ids.length > 0,
  });
  return new Map(query.data?.items.map((one) => [one.id, one.name]));
}
