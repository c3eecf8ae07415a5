import { expect, test } from "vitest";

import { newcomersByCode } from "./series";

const DAYS = ["2026-11-26", "2026-11-27"];

test("every newcomer stands in exactly one series, on the right day", () => {
  const came = [
    { day: "2026-11-26", code: 1, customers_new: 2 },
    { day: "2026-11-27", code: 1, customers_new: 3 },
    { day: "2026-11-27", code: 0, customers_new: 1 },
  ];
  const series = newcomersByCode(came, DAYS, (code) => (code ? `code ${code}` : "other"));
  expect(series).toEqual([
    { name: "code 1", values: [2, 3] },
    { name: "other", values: [0, 1] },
  ]);
});

test("beyond six codes the small ones stand together and nobody is lost", () => {
  const came = Array.from({ length: 9 }, (_, n) => ({ day: "2026-11-27", code: n + 1, customers_new: 10 - n }));
  const series = newcomersByCode(came, DAYS, (code) => (code ? `code ${code}` : "other"));
  expect(series).toHaveLength(7);
  expect(series.at(-1)).toEqual({ name: "other", values: [0, 4 + 3 + 2] });
  expect(series.flatMap(({ values }) => values).reduce((all: number, one) => all + (one ?? 0), 0)).toBe(10 + 9 + 8 + 7 + 6 + 5 + 4 + 3 + 2);
});
