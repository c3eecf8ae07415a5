import { describe, expect, it } from "vitest";

import { add, blank, isComplete, KINDS, opened, peopleOf, put, start, TEMPLATES, type Group } from "./rule";

const nested: Group = {
  type: "all",
  of: [blank("event"), { type: "not", of: { type: "any", of: [blank("silent"), blank("tags")] } }],
};

describe("the rule of a segment", () => {
  it("takes a line out of a group inside an exception", () => {
    const left = put(nested, [1, 1], null);
    expect(left.of[1]).toEqual({ type: "not", of: { type: "any", of: [blank("silent")] } });
  });

  it("puts a line into a group inside an exception", () => {
    const more = add(nested, [1], blank("everyone"));
    expect((more.of[1] as { of: Group }).of.of).toHaveLength(3);
    expect(nested.of).toHaveLength(2);
  });

  it("is complete only when each line says what it compares with", () => {
    expect(isComplete(start())).toBe(true);
    expect(isComplete(nested)).toBe(false);
    expect(isComplete({ type: "all", of: [] })).toBe(false);
    expect(isComplete({ type: "event", event: "order_paid", measure: "sum", op: "at_least", values: [1], window: {} })).toBe(false);
  });

  it("opens a single condition as a group", () => {
    expect(opened(blank("silent"))).toEqual({ type: "all", of: [blank("silent")] });
  });

  it("has complete templates and a blank line of every kind", () => {
    for (const template of Object.values(TEMPLATES)) expect(isComplete(template)).toBe(true);
    for (const kind of KINDS) expect(blank(kind).type).toBe(kind);
  });

  it("describes the people of a figure day for day", () => {
    const days = { a: "2026-07-01", z: "2026-07-08" };
    const newcomers = peopleOf({ figure: "newcomers", ...days, staff: 4 });
    expect(newcomers.of.map((node) => node.type)).toEqual(["event", "absent", "staff"]);
    expect(newcomers.of[0]).toMatchObject({ event: "follow_started", window: { since: "2026-07-01", until: "2026-07-08" } });
    expect(newcomers.of[1]).toMatchObject({ event: "follow_started", window: { until: "2026-07-01" } });
    expect(isComplete(newcomers)).toBe(true);
    expect(peopleOf({ figure: "buyers", ...days }).of).toMatchObject([{ event: "order_paid", op: "at_least", values: [1] }]);
  });
});
