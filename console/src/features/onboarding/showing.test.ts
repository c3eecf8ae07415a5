import { expect, test } from "vitest";

import { findShown, shownAt } from "./showing";

test("what a step shows is a page with the name of something that stands on it", () => {
  const shown = shownAt("make_code");
  expect(shown).toBe("/live-codes?show=primary");
  expect(shownAt("luck")).toBeNull();
  document.body.innerHTML = '<div class="page"><header class="page-head"><button class="ant-btn-primary">+</button></header></div>';
  const show = new URLSearchParams(shown?.split("?")[1]).get("show") ?? "";
  expect(findShown(show)?.textContent).toBe("+");
  expect(findShown("row")).toBeNull();
  expect(findShown("")).toBeNull();
});
