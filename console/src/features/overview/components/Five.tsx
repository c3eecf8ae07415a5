import { Tooltip } from "antd";
import type { ReactNode } from "react";

import { change, exact, moneyShort, percentagePoints, rate, short } from "@/lib/format";
import { useLanguage, useWords } from "@/lib/words";
import { NumberLink } from "@/ui/numbers";

import { periodBefore, rowsOf, useFigures, useMetrics, type Figure, type Overview } from "../queries";
import { overviewWords } from "../words";
import { Defined } from "./Defined";

const FIVE = [
  { metric: "customers_new", title: "growth", isGoodUp: true },
  { metric: "mau", title: "active", isGoodUp: true },
  { metric: "interaction_rate", title: "interaction", isGoodUp: true },
  { metric: "net_sales", title: "conversion", isGoodUp: true },
  { metric: "customers_left", title: "leaving", isGoodUp: false },
] as const;

type One = (typeof FIVE)[number];

/** The daily five against the period before; each opens the people or orders that it counts. */
export function Five({ overview, days }: { overview: Overview; days: number }) {
  const metrics = useMetrics();
  const earlier = useFigures(FIVE.map(({ metric }) => metric), periodBefore(days));
  const say = useWords(overviewWords);
  return (
    <ul className="figures" data-part="five">
      {FIVE.map((one, n) => {
        const figure = overview.figures[one.metric];
        if (!figure) return null;
        return (
          <li key={one.metric} className="card stack tight" data-figure={one.metric}>
            <span className="muted"><Defined metric={metrics.get(one.metric)} figure={figure}>{say(one.title)}</Defined></span>
            <Value figure={figure} />
            <span className="meta"><Change one={one} now={figure} before={earlier[n]} /></span>
          </li>
        );
      })}
    </ul>
  );
}

function Value({ figure }: { figure: Figure }) {
  const say = useWords(overviewWords);
  const [language] = useLanguage();
  const to = rowsOf(figure);
  if (figure.unit === "cents")
    return (
      <span className="row">
        <Tooltip title={shownOf(figure, figure.value)}><strong className="figure">{moneyShort(figure.value, language)}</strong></Tooltip>
        <NumberLink value={figure.k} to={to}>{say("orders", { count: figure.k })}</NumberLink>
      </span>
    );
  if (figure.unit === "ratio")
    return (
      <span className="row">
        <Interval figure={figure}><strong className="figure">{rate(figure.value)}</strong></Interval>
        <span className="meta">
          <NumberLink value={figure.k} to={to} />{` / ${exact(figure.n)} ${say("people")}`}
        </span>
      </span>
    );
  return (
    <strong className="figure">
      <NumberLink value={figure.k} to={to}>
        {short(figure.k, language)}
      </NumberLink>
    </strong>
  );
}

function Interval({ figure, children }: { figure: Figure; children: ReactNode }) {
  const say = useWords(overviewWords);
  if (figure.low === null || figure.high === null) return <>{children}</>;
  return (
    <Tooltip title={say("interval", { low: rate(figure.low), high: rate(figure.high) })}>
      <span>{children}</span>
      {figure.is_enough ? null : <span className="chip grey" style={{ marginLeft: 8 }}>{say("smallSample")}</span>}
    </Tooltip>
  );
}

/** What is compared: people for counts (as the rows are), else the value. */
function measured(figure: Figure): number | null {
  return figure.unit === "people" ? figure.k : figure.value;
}

function shownOf(figure: Figure, value: number | null): string {
  if (figure.unit === "ratio") return rate(value);
  return figure.unit === "cents" ? moneyShort(value, "en") : exact(value);
}

function Change({ one, now, before }: { one: One; now: Figure; before: Figure | undefined }) {
  const say = useWords(overviewWords);
  const [language] = useLanguage();
  if (!before) return <>—</>;
  const [is, was] = [measured(now), measured(before)];
  if (is === null || was === null || (was === 0 && now.unit !== "ratio")) return <>{say("noBefore")}</>;
  if (is === was) return <>{say("same")}</>;
  const text = now.unit === "ratio" ? percentagePoints(is, was, language) : (change(is, was) ?? "");
  const isGood = is > was === one.isGoodUp;
  return (
    <span style={{ color: isGood ? "var(--success)" : "var(--error)" }} data-change={isGood ? "good" : "bad"}>
      {say("against", { change: text, before: shownOf(before, was) })}
    </span>
  );
}
