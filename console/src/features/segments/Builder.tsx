import { Button, Collapse, Input } from "antd";
import { useState } from "react";
import { useNavigate, useParams } from "react-router";

import { api, ask, Refusal } from "@/lib/api";
import { dayMoved, plainDay } from "@/lib/dates";
import { figurePeople } from "@/lib/figure-people";
import { useMay } from "@/lib/session";
import { useAddress } from "@/lib/url";
import { useLanguage, useWords } from "@/lib/words";
import { useAct, useTell } from "@/ui/acts";
import { Moment } from "@/ui/numbers";
import { Page } from "@/ui/page";
import { Asked } from "@/ui/states";

import { Result } from "./components/Result";
import { Tree } from "./components/Tree";
import { asRule, useRevisions, useSegment, type Segment } from "./queries";
import { isComplete, opened, peopleOf, start, TEMPLATES, type Group } from "./rule";
import { segmentWords } from "./words";

export default function SegmentPage() {
  const { id } = useParams();
  const segmentId = id === undefined ? null : Number(id);
  const query = useSegment(segmentId);
  if (segmentId === null) return <Builder key="new" stored={null} />;
  return <Asked query={query}>{(stored) => <Builder key={`${stored.id}-${stored.revision}`} stored={stored} />}</Asked>;
}

/** A stored segment, the people of a figure from which one came, or one blank condition. */
function useFirst(stored: Segment | null): { name: string; group: Group } {
  const say = useWords(segmentWords);
  const [language] = useLanguage();
  const { get } = useAddress();
  if (stored) return { name: stored.name, group: opened(stored.rule) };
  const people = figurePeople(get);
  if (!people) return { name: "", group: start() };
  const [from, to] = [plainDay(people.a, language), plainDay(dayMoved(people.z, -1), language)];
  const span = from === to ? from : say("w_span", { from, to });
  return { name: say(`people_${people.figure}`, { span }), group: peopleOf(people) };
}

function Builder({ stored }: { stored: Segment | null }) {
  const say = useWords(segmentWords);
  const go = useNavigate();
  const { done, failed } = useTell();
  const mayWrite = useMay("segments.write");
  const mayCampaign = useMay("campaigns.write");
  const first = useFirst(stored);
  const [name, setName] = useState(first.name);
  const [group, setGroup] = useState<Group>(first.group);
  const save = useAct({
    run: () => {
      const body = { name: name.trim(), rule: asRule(group) };
      return stored
        ? ask(api.PUT("/v1/segments/{segment_id}", { params: { path: { segment_id: stored.id } }, body: { ...body, revision: stored.revision } }))
        : ask(api.POST("/v1/segments", { body }));
    },
    renews: [["segments"]],
    onDone: (saved) => {
      done(say("saved"));
      if (!stored) void go(`/segments/${saved.id}`, { replace: true });
    },
    onFailed: (error) => {
      if (!(error instanceof Refusal) || error.status !== 409) return false;
      failed(new Refusal(409, error.code, error.message || say("conflict"), {}));
      return true;
    },
  });
  const archive = useAct({
    run: (isArchived: boolean) =>
      ask(api.PATCH("/v1/segments/{segment_id}", { params: { path: { segment_id: stored?.id ?? 0 } }, body: { is_archived: isArchived } })),
    renews: [["segments"]],
    onDone: (changed) => done(say(changed.is_archived ? "archived" : "restored"), changed.is_archived ? () => archive.mutateAsync(false) : undefined),
  });
  const isReady = name.trim() !== "" && isComplete(group);
  const actions = (
    <div className="row">
      {stored && mayCampaign ? <Button href={`/campaigns/new?segment=${stored.id}`}>{say("campaign")}</Button> : null}
      {stored && mayWrite ? <Button onClick={() => archive.mutate(!stored.is_archived)}>{say(stored.is_archived ? "restore" : "archive")}</Button> : null}
      {mayWrite ? <Button type="primary" disabled={!isReady} loading={save.isPending} onClick={() => save.mutate()}>{say("save")}</Button> : null}
    </div>
  );
  return (
    <Page name="segment" title={stored?.name ?? say("builderTitle")} above={{ to: "/segments", title: say("title") }} actions={actions} state="loaded">
      <div className="builder">
        <div className="stack">
          <Input size="large" aria-label={say("name")} placeholder={say("namePlaceholder")} maxLength={100} value={name} onChange={(event) => setName(event.target.value)} autoFocus={!stored} />
          {stored ? null : <Templates onChoose={(key) => { setGroup(TEMPLATES[key]); if (!name) setName(say(key)); }} />}
          <Tree root={group} onChange={setGroup} />
          {stored ? <History id={stored.id} onUse={setGroup} /> : null}
        </div>
        <Result group={group} />
      </div>
    </Page>
  );
}

function Templates({ onChoose }: { onChoose: (key: keyof typeof TEMPLATES) => void }) {
  const say = useWords(segmentWords);
  return (
    <div className="row">
      <span className="muted">{say("template")}</span>
      {(Object.keys(TEMPLATES) as (keyof typeof TEMPLATES)[]).map((key) => (
        <Button key={key} size="small" onClick={() => onChoose(key)}>{say(key)}</Button>
      ))}
    </div>
  );
}

function History({ id, onUse }: { id: number; onUse: (group: Group) => void }) {
  const say = useWords(segmentWords);
  const query = useRevisions(id);
  if (!query.data || query.data.length < 2) return null;
  const rows = (
    <ul className="stack tight">
      {query.data.map((one) => (
        <li key={one.revision} className="row apart">
          <span>{say("revision", { n: one.revision })} · <Moment at={one.changed_at} /></span>
          <Button size="small" onClick={() => onUse(opened(one.rule))}>{say("useRevision")}</Button>
        </li>
      ))}
    </ul>
  );
  return <Collapse items={[{ key: "history", label: say("history"), children: rows }]} />;
}
