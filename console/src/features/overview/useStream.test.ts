import { expect, test } from "vitest";

import { joined, renewed, type Happening } from "./useStream";

const at = (place: string) => ({ place }) as Happening;

test("an event told twice is shown once, and the newest stand first", () => {
  const found = joined([at("3.1"), at("2.1")], [at("2.1"), at("1.1")]);
  expect(found.map(({ place }) => place)).toEqual(["3.1", "2.1", "1.1"]);
});

test("no more are kept than are shown", () => {
  const many = Array.from({ length: 50 }, (_, n) => at(`${n}.1`));
  expect(joined(many, [])).toHaveLength(30);
});

test("a newcomer is shown by name as soon as a newer list knows it", () => {
  const unnamed = { place: "2.1", customer_name: null } as Happening;
  const named = { place: "2.1", customer_name: "溪边的人" } as Happening;
  expect(renewed([unnamed, at("3.1")], [named])).toEqual([named, at("3.1")]);
});
