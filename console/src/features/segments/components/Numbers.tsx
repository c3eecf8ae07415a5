import { InputNumber } from "antd";

import { useWords } from "@/lib/words";

import { segmentWords } from "../words";

interface NumbersProps {
  op: string;
  values: number[];
  onChange: (values: number[]) => void;
  /** Money is typed in yuan and kept in cents. */
  isMoney?: boolean;
}

/** One number, or two for `between`. */
export function Numbers({ op, values, onChange, isMoney = false }: NumbersProps) {
  const say = useWords(segmentWords);
  const factor = isMoney ? 100 : 1;
  const count = op === "between" ? 2 : 1;
  const set = (at: number, value: number | null) => {
    const next = Array.from({ length: count }, (_, n) => values[n] ?? 0);
    next[at] = Math.round((value ?? 0) * factor);
    onChange(next);
  };
  return (
    <>
      {Array.from({ length: count }, (_, at) => (
        <InputNumber
          key={at}
          aria-label={say("values")}
          style={{ width: isMoney ? 130 : 96 }}
          value={values[at] === undefined ? null : values[at] / factor}
          precision={isMoney ? 2 : 0}
          prefix={isMoney ? "¥" : undefined}
          onChange={(value) => set(at, value)}
        />
      ))}
    </>
  );
}
