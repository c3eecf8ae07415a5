import { DatePicker } from "antd";
import dayjs from "dayjs";

import { dayStart } from "@/lib/dates";
import type { Address } from "@/lib/url";

interface DayRangeProps {
  address: Address;
  labels: [string, string];
  onChange: (changes: { from: string | null; to: string | null }) => void;
}

/** First and last day of a list, kept in the address as `from` and `to`. */
export function DayRange({ address, labels, onChange }: DayRangeProps) {
  const day = (key: string) => (address.get(key) ? dayjs(address.get(key)) : null);
  return (
    <DatePicker.RangePicker
      allowEmpty={[true, true]}
      value={[day("from"), day("to")]}
      placeholder={labels}
      aria-label={labels.join(" – ")}
      style={{ maxWidth: 280 }}
      onChange={(days) => onChange({ from: days?.[0]?.format("YYYY-MM-DD") ?? null, to: days?.[1]?.format("YYYY-MM-DD") ?? null })}
    />
  );
}

/** The instants between which the days of the address lie, the last day included. */
export function daysOf(address: Address): { since: string | undefined; until: string | undefined } {
  const [from, to] = [address.get("from"), address.get("to")];
  return { since: from ? dayStart(from) : undefined, until: to ? dayStart(to, 1) : undefined };
}
