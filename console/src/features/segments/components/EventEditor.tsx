import { Select } from "antd";

import { dayMoved, plainDay } from "@/lib/dates";
import { useLanguage, useSaid, useWords } from "@/lib/words";

import { useVocabulary } from "../queries";
import type { Line, Window } from "../rule";
import { segmentWords } from "../words";
import { Numbers } from "./Numbers";

type EventLine = Extract<Line, { type: "event" }>;

const DAYS = [1, 3, 7, 14, 30, 60, 90, 180, 365];
const MEASURES = ["count", "days", "sum", "distinct", "days_since_first", "days_since_last"] as const;
const OPS = ["at_least", "at_most", "more_than", "less_than", "equals", "between"] as const;

const SPAN = -1;

/** A window of named days in words; null for every other. */
function useSpan({ since, until }: Window): string | null {
  const say = useWords(segmentWords);
  const [language] = useLanguage();
  const from = since ? plainDay(since, language) : "";
  const to = until ? plainDay(dayMoved(until, -1), language) : "";
  if (from && to) return from === to ? from : say("w_span", { from, to });
  if (until) return say("w_before", { to: plainDay(until, language) });
  return from ? say("w_since", { from }) : null;
}

export function WindowSelect({ window, onChange }: { window: Window; onChange: (window: Window) => void }) {
  const say = useWords(segmentWords);
  const known = window.last_days && !DAYS.includes(window.last_days) ? [...DAYS, window.last_days] : DAYS;
  const span = useSpan(window);
  return (
    <Select
      aria-label={say("window")}
      style={{ width: span ? 170 : 120 }}
      value={span ? SPAN : (window.last_days ?? 0)}
      onChange={(days) => onChange(days ? { last_days: days } : {})}
      options={[...(span ? [{ value: SPAN, label: span }] : []), { value: 0, label: say("w_ever") }, ...known.map((n) => ({ value: n, label: say("w_days", { n }) }))]}
    />
  );
}

export function EventSelect({ value, onChange }: { value: string; onChange: (event: string) => void }) {
  const say = useWords(segmentWords);
  const said = useSaid();
  const { data } = useVocabulary();
  return (
    <Select
      showSearch={{ optionFilterProp: "label" }}
      aria-label={say("event")}
      style={{ width: 180 }}
      value={value}
      onChange={onChange}
      options={data?.events.map((one) => ({ value: one.name, label: said(one) }))}
    />
  );
}

/** Did what, how often or how much, and when. */
export function EventEditor({ line, onChange }: { line: EventLine; onChange: (line: Line) => void }) {
  const say = useWords(segmentWords);
  const { data } = useVocabulary();
  const properties = data?.events.find((one) => one.name === line.event)?.properties ?? [];
  const offered = properties.filter((one) => (line.measure === "sum" ? one.is_summable : true));
  const hasProperty = line.measure === "sum" || line.measure === "distinct";
  const property = properties.find((one) => one.name === line.property);
  return (
    <>
      <WindowSelect window={line.window} onChange={(window) => onChange({ ...line, window })} />
      <EventSelect value={line.event} onChange={(event) => onChange({ ...line, event, measure: "count", property: null })} />
      <Select
        aria-label={say("measure")}
        style={{ width: 130 }}
        value={line.measure}
        onChange={(measure) => onChange({ ...line, measure, property: measure === "sum" ? (properties.find((one) => one.is_summable)?.name ?? null) : null })}
        options={MEASURES.filter((one) => one !== "sum" || properties.some((prop) => prop.is_summable)).map((one) => ({ value: one, label: say(`m_${one}`) }))}
      />
      {hasProperty ? (
        <Select
          aria-label={say("property")}
          style={{ width: 150 }}
          value={line.property ?? undefined}
          onChange={(name) => onChange({ ...line, property: name })}
          options={offered.map((one) => ({ value: one.name, label: one.name }))}
        />
      ) : null}
      <Select
        aria-label={say("op")}
        style={{ width: 110 }}
        value={line.op}
        onChange={(op) => onChange({ ...line, op, values: op === "between" ? [line.values[0] ?? 1, line.values[0] ?? 1] : [line.values[0] ?? 1] })}
        options={OPS.map((op) => ({ value: op, label: say(`op_${op}`) }))}
      />
      <Numbers op={line.op} values={line.values} isMoney={line.measure === "sum" && property?.kind === "cents"} onChange={(values) => onChange({ ...line, values })} />
    </>
  );
}
