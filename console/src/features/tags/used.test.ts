import { expect, test } from "vitest";

import { namesTag } from "./used";

const rule = { type: "all", rules: [{ type: "attribute", attribute: "city", values: [7] }, { type: "not", rule: { type: "tags", op: "any", tags: [3, 4] } }] };

test("a rule names a tag however deep it stands, and other numbers are no tags", () => {
  expect(namesTag(rule, [4])).toBe(true);
  expect(namesTag(rule, [7])).toBe(false);
  expect(namesTag({ type: "everyone" }, [4])).toBe(false);
});
