import type { ReactNode } from "react";

import { exact } from "@/lib/format";
import type { Tone } from "@/ui/chips";

import { Opens } from "./Opens";

export interface Bar {
  key: string;
  label: ReactNode;
  value: number;
  to?: string;
  tone: Tone | "primary";
  /** What one can do about it. */
  hint?: ReactNode;
  /** `whole` stands at the top or the bottom; a part begins where the last one ended. */
  kind: "whole" | "part" | "rest";
}

const COLOURS: Record<Bar["tone"], string> = {
  primary: "var(--link)",
  grey: "var(--tertiary)",
  green: "var(--success)",
  amber: "var(--warning)",
  red: "var(--error)",
  blue: "var(--info)",
  violet: "var(--held)",
};

/** Bars that start where the last one ended, so that the eye sees that they sum; each opens its people. */
export function Waterfall({ name, total, bars }: { name: string; total: number; bars: Bar[] }) {
  const starts = bars.map((bar, n) => {
    if (bar.kind === "whole") return 0;
    const before = bars.slice(0, n).filter((one) => one.kind === "part").reduce((sum, one) => sum + one.value, 0);
    return bar.kind === "rest" ? total - bar.value : before;
  });
  return (
    <ul className="waterfall" data-waterfall={name}>
      {bars.map((bar, n) => (
        <li key={bar.key} data-bar={bar.key} data-value={bar.value}>
          <span className="waterfall-label">{bar.label}</span>
          <span className="waterfall-value num">
            {bar.to ? <Opens value={bar.value} to={bar.to} /> : exact(bar.value)}
          </span>
          <span className="waterfall-track" aria-hidden>
            <span
              style={{
                left: `${share(starts[n] ?? 0, total)}%`,
                width: `max(2px, ${share(bar.value, total)}%)`,
                background: COLOURS[bar.tone],
                opacity: bar.value ? 1 : 0,
              }}
            />
          </span>
          <span className="waterfall-hint meta">{bar.hint}</span>
        </li>
      ))}
    </ul>
  );
}

function share(part: number, total: number): number {
  return total ? (part / total) * 100 : 0;
}
