import { expect, it } from "vitest";

import { actionWord, kindWord, placeOf } from "./rules";

it("says known acts in words and never shows a code", () => {
  expect(actionWord("intake.undo")).toBe("a_intake_undo");
  expect(actionWord("brand.new_thing")).toBe("other");
  expect(kindWord("nothing_known")).toBe("k_other");
});

it("leads to objects that have a page, and to nothing else", () => {
  expect(placeOf("customer", "12")).toBe("/customers/12");
  expect(placeOf("customer", "../sign-out")).toBeNull();
  expect(placeOf("role", "3")).toBeNull();
});
