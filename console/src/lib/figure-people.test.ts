import { describe, expect, it } from "vitest";

import { figurePeople, segmentAddress } from "./figure-people";

const read = (address: string) => {
  const params = new URL(address, "http://here").searchParams;
  return figurePeople((key) => params.get(key) ?? "");
};

describe("the way from a figure to a segment", () => {
  it("carries figure, days and member", () => {
    const address = segmentAddress("customers_new", { a: "2026-07-01", z: "2026-07-08", staff: 4 });
    expect(read(address ?? "")).toEqual({ figure: "newcomers", a: "2026-07-01", z: "2026-07-08", staff: 4 });
  });
  it("does not exist for what no rule describes exactly", () => {
    expect(segmentAddress("mau", { a: "2026-07-01", z: "2026-07-08" })).toBeNull();
  });
  it.each(["people=newcomers&a=2026-07-08&z=2026-07-01", "people=x&a=2026-07-01&z=2026-07-02", "people=buyers&a=1&z=2", ""])("refuses %s", (query) => {
    expect(read(`/segments/new?${query}`)).toBeNull();
  });
});
