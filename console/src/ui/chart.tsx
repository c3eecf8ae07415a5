import { Button } from "antd";
import { lazy, Suspense, useState } from "react";

import { exact } from "@/lib/format";
import { useWords } from "@/lib/words";

import { uiWords } from "./words";

export interface Series {
  name: string;
  values: (number | null)[];
  /** Earlier periods and control groups are grey and dashed. */
  isReference?: boolean;
}

export interface ChartProps {
  kind: "line" | "bar" | "stack" | "funnel" | "heat";
  /** What the chart says, in one sentence: read to those who do not see it. */
  sentence: string;
  labels: string[];
  series: Series[];
  height?: number;
  format?: (value: number) => string;
  onPick?: (label: number, series: number) => void;
}

const Canvas = lazy(() => import("./echarts"));

/** A chart of fixed height with the same numbers as a table under a button. */
export function Chart(props: ChartProps) {
  const say = useWords(uiWords);
  const [isTable, setTable] = useState(false);
  const height = props.height ?? 240;
  const isEmpty = props.series.every((one) => one.values.every((value) => !value));
  return (
    <figure style={{ margin: 0 }}>
      {isTable ? (
        <NumberTable {...props} />
      ) : isEmpty ? (
        <p className="muted" style={{ height, display: "grid", placeItems: "center" }}>{say("noValues")}</p>
      ) : (
        <div role="img" aria-label={props.sentence} style={{ height }}>
          <Suspense fallback={<span className="sr">{say("chartLoading")}</span>}>
            <Canvas {...props} height={height} />
          </Suspense>
        </div>
      )}
      <figcaption className="row apart">
        <span className="meta">{props.sentence}</span>
        <Button type="link" size="small" onClick={() => setTable(!isTable)} aria-pressed={isTable}>
          {say(isTable ? "hideTable" : "showTable")}
        </Button>
      </figcaption>
    </figure>
  );
}

function NumberTable({ labels, series, format = exact }: ChartProps) {
  const say = useWords(uiWords);
  return (
    <div className="region" role="region" tabIndex={0} aria-label={say("value")} style={{ overflow: "auto", maxHeight: 320 }}>
      <table style={{ width: "100%", borderCollapse: "collapse" }}>
        <thead>
          <tr>
            <th style={{ textAlign: "left" }}>{say("name")}</th>
            {series.map((one) => (
              <th key={one.name} className="num">{one.name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {labels.map((label, n) => (
            <tr key={label} style={{ borderTop: "1px solid var(--divider)" }}>
              <th scope="row" style={{ textAlign: "left", fontWeight: 400 }}>{label}</th>
              {series.map((one) => {
                const value = one.values[n];
                return <td key={one.name} className="num">{value === null || value === undefined ? "—" : format(value)}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
