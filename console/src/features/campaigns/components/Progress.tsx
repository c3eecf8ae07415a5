import { Alert, Select } from "antd";
import { useRef, useState } from "react";

import type { Schemas } from "@/lib/api";
import { useSaid, useWords } from "@/lib/words";
import { SendChip } from "@/ui/chips";
import { Moment } from "@/ui/numbers";
import { Card } from "@/ui/page";
import { Asked } from "@/ui/states";

import { useFound, useResults, useWhy, type Campaign } from "../queries";
import { campaignWords } from "../words";
import { peopleAt } from "./Opens";
import { plainReason } from "./Preview";
import { Waterfall, type Bar } from "./Waterfall";

type Results = Schemas["siyu__acquisition__campaigns__schemas__ResultsOut"];

/** Where everybody stands: the truthful states, each with its reasons, summing to those who were planned. */
export function Progress({ campaign }: { campaign: Campaign }) {
  const say = useWords(campaignWords);
  const query = useResults(campaign.id, campaign.state);
  return (
    <div className="stack">
      <Card title={say("progressTitle")}>
        <Asked query={query} isPart rows={6}>
          {(results) => (results.planned ? <Standing id={campaign.id} results={results} /> : <p className="muted">{say("judging")}</p>)}
        </Asked>
      </Card>
      <WhyOne id={campaign.id} />
    </div>
  );
}

function Standing({ id, results }: { id: number; results: Results }) {
  const say = useWords(campaignWords);
  const said = useSaid();
  const words = (one: { sentence_zh: string; sentence_en: string }) => plainReason(said({ zh: one.sentence_zh, en: one.sentence_en }));
  const reasonBars = (state: "failed" | "unknown", tone: Bar["tone"]) =>
    results.reasons
      .filter((one) => one.state === state)
      .map((one): Bar => ({ key: `${state}:${one.reason}`, kind: "part", tone, label: <Named state={state} why={words(one)} />, value: one.people, to: peopleAt(id, [state], { reason: one.reason }) }));
  const stopBars = (state: "held" | "skipped", tone: Bar["tone"]) =>
    results.stops
      .filter((one) => one.state === state)
      .map((one): Bar => ({
        key: `${state}:${one.gate}:${one.reason}`,
        kind: "part",
        tone,
        label: <Named state={state} why={words(one)} />,
        value: one.people,
        to: peopleAt(id, [state], { gate: one.gate, reason: one.reason }),
      }));
  const plain = (key: "delivered" | "submitted" | "dispatching" | "planned", value: number, tone: Bar["tone"]): Bar => ({
    key,
    kind: "part",
    tone,
    label: <SendChip state={key} />,
    value,
    to: peopleAt(id, [key]),
  });
  const bars: Bar[] = [
    { key: "all", kind: "whole", tone: "grey", label: <strong>{say("considered")}</strong>, value: results.planned, to: peopleAt(id) },
    plain("delivered", results.delivered, "green"),
    plain("submitted", results.submitted, "amber"),
    ...[plain("dispatching", results.dispatching, "blue"), plain("planned", results.ready, "grey")].filter((bar) => bar.value),
    ...stopBars("held", "violet"),
    ...reasonBars("unknown", "violet"),
    ...reasonBars("failed", "red"),
    ...stopBars("skipped", "grey"),
  ];
  return (
    <div className="stack tight">
      {results.is_exact ? null : <Alert type="info" showIcon title={say("notExact")} />}
      <Waterfall name="results" total={results.planned} bars={bars} />
    </div>
  );
}

function Named({ state, why }: { state: "held" | "unknown" | "failed" | "skipped"; why: string }) {
  return (
    <span>
      <SendChip state={state} /> {why}
    </span>
  );
}

/** One customer's message and the reason why it stands where it stands. */
function WhyOne({ id }: { id: number }) {
  const say = useWords(campaignWords);
  const said = useSaid();
  const [words, setWords] = useState("");
  const [chosen, setChosen] = useState<number | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const found = useFound(words);
  const why = useWhy(id, chosen);
  const soon = (text: string) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setWords(text.trim()), 250);
  };
  return (
    <Card title={say("whyOne")}>
      <Select
        showSearch={{ filterOption: false, onSearch: soon }}
        allowClear
        style={{ width: "min(420px, 100%)" }}
        aria-label={say("whyOne")}
        placeholder={say("whyFind")}
        value={chosen}
        onChange={(one: number | null) => setChosen(one ?? null)}
        notFoundContent={null}
        options={found.data?.items.map((one) => ({ value: one.id, label: [one.name || say("unnamed"), one.phone_masked].filter(Boolean).join(" · ") }))}
      />
      {chosen ? (
        <div style={{ marginTop: 12 }} data-why={chosen}>
          <Asked query={why} isPart rows={1}>
            {(one) => (
              <p>
                <SendChip state={one.state} /> {plainReason(said({ zh: one.sentence_zh, en: one.sentence_en }))} <span className="meta">{say("whyAt")} <Moment at={one.changed_at} /></span>
              </p>
            )}
          </Asked>
        </div>
      ) : null}
    </Card>
  );
}
