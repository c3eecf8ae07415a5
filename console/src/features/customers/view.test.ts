import { expect, test } from "vitest";

import type { CustomerRow, View } from "./queries";
import { addressOf, changedBy, differs, replacedBy, viewAddress } from "./view";

const row = (id: number, ...tags: number[]) =>
  ({ id, tags: tags.map((tag) => ({ id: tag, name: "", group_id: 1, group_name: "", is_mirrored: false })) }) as unknown as CustomerRow;

const addressWith = (given: Record<string, string | string[] | null>) => {
  const all = (key: string) => [given[key] ?? []].flat();
  return { all, get: (key: string) => all(key)[0] ?? "", ids: (key: string) => all(key).map(Number), text: "", set: () => undefined };
};

const view = { id: 5, columns: ["customer", "tags"], filters: { page: "customers", text: "", state: "lost", tags_any: [3, 4] } } as unknown as View;

test("a view opened is not changed, and one more condition changes it", () => {
  expect(differs(view, addressWith(viewAddress(view)))).toBe(false);
  expect(differs(view, addressWith({ ...viewAddress(view), staff: ["7"] }))).toBe(true);
});

test("a filter goes into the address without its empty parts", () => {
  expect(addressOf({ text: "", state: "lost", tags_any: [3] })).toMatchObject({ text: null, state: "lost", tag: ["3"] });
});

test("undoing touches only the customers whose tags the change moved", () => {
  const rows = [row(1, 10), row(2), row(3, 10, 11)];
  expect([...changedBy("add", rows, [10, 11])]).toEqual([[10, [2]], [11, [1, 2]]]);
  expect([...changedBy("remove", rows, [10])]).toEqual([[10, [1, 3]]]);
});

test("what an exclusive group gave up comes back too", () => {
  const siblings = new Map([[20, [21, 22]]]);
  expect([...replacedBy([row(1, 21), row(2), row(3, 20)], [20], siblings)]).toEqual([[21, [1]]]);
});
