import { expect, test } from "vitest";

import { byDay, eventTitles, lookOf, namesOf, textOf } from "./events";
import type { Happened } from "./queries";

const happened = (id: number, occurred_at: string, name = "message_skipped"): Happened => ({
  id,
  name,
  zh: "未发送",
  en: "skipped",
  occurred_at,
  occurred_basis: "exact",
  staff_id: null,
  source: "worker",
  properties: { reason: "no_consent", nested: { a: 1 }, campaign: 7 },
  is_interaction: false,
});

test("a withheld message looks withheld, and every fate names its events", () => {
  expect(lookOf("message_skipped")).toBe("withheld");
  expect(lookOf("order_paid")).toBe("other");
  expect(namesOf("failed")).toEqual(["message_failed", "message_unknown"]);
});

test("rows of one day stand together and keep their order", () => {
  const rows = [happened(3, "2026-07-03T10:00:00Z"), happened(2, "2026-07-03T09:00:00Z"), happened(1, "2026-07-02T10:00:00Z")];
  const days = byDay(rows, (iso) => iso.slice(0, 10));
  expect(days.map(([day, items]) => [day, items.map((one) => one.id)])).toEqual([
    ["2026-07-03", [3, 2]],
    ["2026-07-02", [1]],
  ]);
});

test("only plain properties are shown, and titles are in the reader's language", () => {
  const one = happened(1, "2026-07-02T10:00:00Z");
  expect([textOf(one, "campaign"), textOf(one, "nested"), textOf(one, "absent")]).toEqual(["7", "", ""]);
  expect(eventTitles([one], "en").get("message_skipped")).toBe("skipped");
});
