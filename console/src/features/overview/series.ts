import type { Series } from "@/ui/chart";

interface Came {
  day: string;
  code: number;
  customers_new: number;
}

const MOST = 6;

/** One series per name, the largest first; codes of the same name and those beyond the sixth stand together. */
export function newcomersByCode(came: readonly Came[], days: readonly string[], nameOf: (code: number) => string): Series[] {
  const found = new Map<string, number[]>();
  for (const { day, code, customers_new } of came) {
    const n = days.indexOf(day);
    if (n < 0) continue;
    const values = found.get(nameOf(code)) ?? days.map(() => 0);
    values[n] = (values[n] ?? 0) + customers_new;
    found.set(nameOf(code), values);
  }
  const sum = (values: number[]) => values.reduce((all, one) => all + one, 0);
  const sorted = [...found].sort(([, one], [, other]) => sum(other) - sum(one));
  const kept = sorted.slice(0, MOST).map(([name, values]) => ({ name, values }));
  const rest = sorted.slice(MOST);
  if (rest.length) {
    const other = nameOf(0);
    const into = kept.find(({ name }) => name === other) ?? { name: other, values: days.map(() => 0) };
    for (const [, values] of rest) values.forEach((value, n) => (into.values[n] = (into.values[n] ?? 0) + value));
    if (!kept.includes(into)) kept.push(into);
  }
  return kept;
}
