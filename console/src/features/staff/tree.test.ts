import { expect, it } from "vitest";

import { treeOf } from "./tree";

it("puts departments under their parents in WeCom's order, and loses none", () => {
  const tree = treeOf([
    { id: 1, name: "公司", parent_id: null, sort_order: 1 },
    { id: 2, name: "华东", parent_id: 1, sort_order: 1 },
    { id: 3, name: "华南", parent_id: 1, sort_order: 9 },
    { id: 4, name: "孤儿", parent_id: 77, sort_order: 0 },
  ]);
  expect(tree.map(({ title }) => title)).toEqual(["公司", "孤儿"]);
  expect(tree[0]?.children.map(({ title }) => title)).toEqual(["华南", "华东"]);
});
