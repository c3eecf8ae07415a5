import { describe, expect, it } from "vitest";

import { draftOf, EMPTY, filled, instantOf, missingIn, specOf, wallTime } from "./spec";

const ZONE = "Asia/Shanghai";

describe("a draft of a campaign", () => {
  it("comes back from the server as it was sent", () => {
    const draft = { ...EMPTY, name: "九月上新", kind: "tags" as const, tagIds: [3, 4], text: "您好", holdout: 10, from: "2026-09-01T20:00" };
    expect(draftOf(specOf(draft, ZONE), ZONE)).toEqual(draft);
  });
  it("keeps the variants that the composer does not show", () => {
    const before = specOf({ ...EMPTY, name: "a", kind: "everyone", text: "old" }, ZONE);
    const two = { ...before, variants: [...before.variants, { name: "b", share: 100, message: { text: "second", attachments: [] } }] };
    const after = specOf({ ...draftOf(two, ZONE), text: "new" }, ZONE, two);
    expect(after.variants.map((one) => one.message.text)).toEqual(["new", "second"]);
  });
  it("says what is missing", () => {
    expect(missingIn(EMPTY)).toEqual(["name", "segment", "message"]);
    expect(missingIn({ ...EMPTY, name: "a", kind: "everyone", text: "b", from: "2026-09-02T20:00", until: "2026-09-01T20:00" })).toEqual(["order"]);
  });
  it("reads times off the organisation's wall, also where clocks change", () => {
    expect(instantOf("2026-07-03T20:00", ZONE)).toBe("2026-07-03T12:00:00.000Z");
    expect(instantOf("2026-03-29T03:30", "Europe/Berlin")).toBe("2026-03-29T01:30:00.000Z");
    expect(wallTime("2026-07-03T12:00:00Z", ZONE)).toBe("2026-07-03T20:00");
    expect(instantOf("", ZONE)).toBeNull();
  });
  it("fills the names in, wherever the spaces stand", () => {
    expect(filled("我是{{staff.name}}，{{ corp.name }}", "王敏", "示例茶业")).toBe("我是王敏，示例茶业");
  });
});
