import { Button, Skeleton } from "antd";
import { useState, type ReactNode } from "react";

import { dayOf, plainDay } from "@/lib/dates";
import { useMay } from "@/lib/session";
import { useLanguage, useWords } from "@/lib/words";
import { StateChip } from "@/ui/chips";
import { useStaffNames } from "@/ui/lookups";
import { Moment, NumberLink } from "@/ui/numbers";
import { Card, Facts } from "@/ui/page";
import { Asked } from "@/ui/states";
import { sourceWords, useSourceWords, WAYS } from "@/ui/sources";

import { eventTitles } from "../events";
import { useMerges, useTimeline, type Customer, type Relation } from "../queries";
import { customerWords } from "../words";
import { SplitDialog } from "./Merge";

const KINDS = ["unionid", "member_no", "phone", "external", "openid", "shop_buyer", "anonymous"] as const;
const BEGUN = ["customer", "staff", "admin", "transfer"] as const;
const ENDED = ["customer", "staff", "transfer", "staff_left"] as const;
const TOP = 6;

/** Who, what they do and how they feel; then relations, sources, identities and merges. */
export function Overview({ customer }: { customer: Customer }) {
  const say = useWords(customerWords);
  return (
    <div className="grid2 aligned">
      <Card title={say("static")}><Static customer={customer} /></Card>
      <Card title={say("behaviour")}><Behaviour customer={customer} /></Card>
      <Card title={say("relations")}><Relations customer={customer} /></Card>
      <div className="stack">
        <Card title={say("emotion")}><Emotion customer={customer} /></Card>
        <Card title={say("sources")}><Sources customer={customer} /></Card>
        <Card title={say("identities")}><Identities customer={customer} /></Card>
        <Card title={say("merges")}><Merges customer={customer} /></Card>
      </div>
    </div>
  );
}

function Static({ customer }: { customer: Customer }) {
  const say = useWords(customerWords);
  const [language] = useLanguage();
  const who = customer.static;
  const gender = (["male", "female"] as const).find((one) => one === who.gender) ?? "unknown";
  const birthday = who.birth_on ? plainDay(who.birth_on, language) : null;
  const rows: (readonly [string, ReactNode])[] = [[say("gender"), say(`gender_${gender}`)]];
  if (birthday) rows.push([say("birthday"), who.age_years === null ? birthday : say("ageOf", { day: birthday, years: who.age_years })]);
  const place = [who.country, who.region, who.city].filter(Boolean).join(" · ");
  if (place) rows.push([say("place"), place]);
  if (who.company) rows.push([say("company"), who.company]);
  if (who.position) rows.push([say("position"), who.position]);
  rows.push([say("phone"), who.phone_masked ? `${who.phone_masked}${who.is_phone_verified ? ` · ${say("verified")}` : ""}` : "—"]);
  rows.push([say("firstKnown"), dayOf(customer.created_at, language)]);
  for (const [name, value] of Object.entries(who.attributes)) rows.push([name, Array.isArray(value) ? value.join("、") : String(value)]);
  return <Facts rows={rows} />;
}

function Behaviour({ customer }: { customer: Customer }) {
  const say = useWords(customerWords);
  const [language] = useLanguage();
  const seen = customer.behaviour;
  const base = `/customers/${customer.id}?tab=timeline`;
  const past = useTimeline(customer.id, {}, undefined, 200);
  const titles = eventTitles(past.data?.items, language);
  const top = past.data ? Object.entries(seen.by_name).sort(([, a], [, b]) => b - a).slice(0, TOP) : [];
  return (
    <div className="stack">
      <Facts
        rows={[
          [say("events"), <NumberLink key="e" value={seen.events_total} to={base} label={say("events")} />],
          [say("acts"), <NumberLink key="a" value={seen.interactions_total} to={`${base}&acts=1`} label={say("acts")} />],
          [say("firstAct"), seen.first_interaction_at ? <Moment key="f" at={seen.first_interaction_at} /> : say("noActs")],
          [say("lastAct"), seen.last_interaction_at ? <Moment key="l" at={seen.last_interaction_at} /> : say("noActs")],
        ]}
      />
      {past.isPending ? <Skeleton active title={false} paragraph={{ rows: 3 }} /> : null}
      {top.length ? (
        <div>
          <h3 className="meta">{say("topEvents")}</h3>
          <Facts
            rows={top.map(([name, many]) => {
              const title = titles.get(name) ?? say("unknownEvent");
              return [title, <NumberLink key={name} value={many} to={`${base}&kind=${name}`} label={title} />] as const;
            })}
          />
        </div>
      ) : null}
    </div>
  );
}

function Emotion({ customer }: { customer: Customer }) {
  const say = useWords(customerWords);
  const felt = customer.emotion;
  if (!felt) return <p className="muted">{say("noRightEmotion")}</p>;
  const word = (label: string) => {
    const known = (["positive", "neutral", "negative"] as const).find((one) => one === label);
    return known ? say(`feeling_${known}`) : label;
  };
  if (!felt.latest_label) return <p className="muted">{say("noEmotion")}</p>;
  return (
    <div className="stack tight">
      <p>{say("feltLatest")}: {word(felt.latest_label)} · <Moment at={felt.latest_at} /></p>
      <p className="row tight">
        {Object.entries(felt.by_label).map(([label, n]) => (
          <StateChip key={label} tone="grey">{say("feelings", { label: word(label), n })}</StateChip>
        ))}
      </p>
    </div>
  );
}

function Relations({ customer }: { customer: Customer }) {
  const say = useWords(customerWords);
  const staff = useStaffNames();
  if (customer.relations.length === 0) return <p className="muted">{say("relationsNone")}</p>;
  return (
    <ul className="stack">
      {customer.relations.map((one) => (
        <li key={one.id} className="stack tight">
          <div className="row">
            <strong>{staff.get(one.staff_id) ?? say("someStaff")}</strong>
            <RelationState relation={one} />
            {one.spell > 1 ? <span className="meta">{say("relSpell", { n: one.spell })}</span> : null}
          </div>
          <RelationLife relation={one} />
          {one.remark ? <p className="meta">{say("remark", { text: one.remark })}</p> : null}
          {one.description ? <p className="meta">{one.description}</p> : null}
        </li>
      ))}
    </ul>
  );
}

function RelationState({ relation }: { relation: Relation }) {
  const say = useWords(customerWords);
  if (!relation.is_live) return <StateChip tone="red">{say("relEnded")}</StateChip>;
  return relation.is_half ? <StateChip tone="amber">{say("relHalf")}</StateChip> : <StateChip tone="green">{say("relLive")}</StateChip>;
}

function RelationLife({ relation }: { relation: Relation }) {
  const say = useWords(customerWords);
  const [language] = useLanguage();
  const begun = BEGUN.find((one) => one === relation.started_by) ?? "unknown";
  const tellWay = useWords(sourceWords);
  const way = WAYS.find((one) => one === relation.add_way);
  const how = [say(`by_${begun}`), way ? tellWay(`way_${way}`) : null].filter(Boolean).join(" · ");
  const by = ENDED.find((one) => one === relation.ended_by) ?? "unknown";
  return (
    <div className="meta">
      <p>{say("relSince", { at: dayOf(relation.started_at, language), how })}</p>
      {relation.is_live ? null : <p>{say("relOver", { at: dayOf(relation.ended_at, language), by: say(`end_${by}`) })}</p>}
    </div>
  );
}

function Sources({ customer }: { customer: Customer }) {
  const say = useWords(customerWords);
  const tell = useSourceWords();
  if (!customer.first_source && !customer.last_source) return <p className="muted">{say("sourceNone")}</p>;
  const line = (source: string | null, at: string | null) => <>{tell(source)} {at ? <span className="meta"><Moment at={at} /></span> : null}</>;
  return (
    <Facts
      rows={[
        [say("firstSource"), line(customer.first_source, customer.first_source_at)],
        [say("lastSource"), line(customer.last_source, customer.last_source_at)],
      ]}
    />
  );
}

function Identities({ customer }: { customer: Customer }) {
  const say = useWords(customerWords);
  return (
    <ul className="stack tight">
      {customer.identities.map((one) => {
        const kind = KINDS.find((known) => known === one.kind) ?? "other";
        return (
          <li key={`${one.kind} ${one.shown}`} className="row tight">
            <span className="muted">{say(`identity_${kind}`)}</span>
            <span style={{ overflowWrap: "anywhere" }}>{one.shown}</span>
            <span className="meta"><Moment at={one.linked_at} /></span>
          </li>
        );
      })}
    </ul>
  );
}

function Merges({ customer }: { customer: Customer }) {
  const say = useWords(customerWords);
  const mayWrite = useMay("customers.write");
  const [splitting, setSplitting] = useState<number | null>(null);
  return (
    <Asked query={useMerges(customer.id)} rows={2} isPart>
      {(merges) =>
        merges.length === 0 ? (
          <p className="muted">{say("mergesNone")}</p>
        ) : (
          <ul className="stack tight">
            {merges.map((one) => (
              <li key={one.id} className="row apart">
                <span>
                  {say("mergeLine", { id: one.loser_id })}
                  <span className="meta"> · {say(one.strength === "manual" ? "mergeManual" : "mergeStrong")} · <Moment at={one.merged_at} /></span>
                </span>
                {mayWrite ? <Button size="small" onClick={() => setSplitting(one.id)}>{say("mergeUndo")}</Button> : null}
              </li>
            ))}
            {splitting === null ? null : <SplitDialog mergeId={splitting} onClose={() => setSplitting(null)} />}
          </ul>
        )
      }
    </Asked>
  );
}
