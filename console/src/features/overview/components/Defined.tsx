import { Tooltip } from "antd";
import type { ReactNode } from "react";

import { exactMoment, plainDay } from "@/lib/dates";
import { useMe } from "@/lib/session";
import { useLanguage, useWords } from "@/lib/words";

import type { Figure, Metric } from "../queries";
import { overviewWords } from "../words";

interface DefinedProps {
  metric: Metric | undefined;
  figure?: Figure;
  children: ReactNode;
}

/** The name of a figure; hovering or focusing it says what it means, of when and of whom. */
export function Defined({ metric, figure, children }: DefinedProps) {
  if (!metric) return <>{children}</>;
  return (
    <Tooltip title={<Definition metric={metric} figure={figure} />}>
      <span tabIndex={0} data-defines={metric.id} style={{ cursor: "help" }}>{children}</span>
    </Tooltip>
  );
}

export function Definition({ metric, figure }: { metric: Metric; figure?: Figure }) {
  const say = useWords(overviewWords);
  const [language] = useLanguage();
  const me = useMe();
  const isZh = language === "zh";
  return (
    <span style={{ display: "block" }}>
      <strong>{isZh ? metric.zh : metric.en}</strong>
      <br />
      {isZh ? metric.definition_zh : metric.definition_en}
      <br />
      {say("defScope", { scope: isZh ? me.scope_zh : me.scope_en })}
      {figure ? (
        <>
          <br />
          {`${plainDay(figure.a, language)} – ${plainDay(dayBefore(figure.z), language)}`}
          <br />
          {say("asKnown", { at: exactMoment(figure.newest_received_at, language) })}
        </>
      ) : null}
    </span>
  );
}

/** The last day of a half-open period, as people say it. */
export function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}
