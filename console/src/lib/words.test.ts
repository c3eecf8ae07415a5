import i18next from "i18next";
import { expect, test } from "vitest";

import { defineWords, startWords } from "./words";

test("words registered while modules load are still there after the start", () => {
  defineWords("early", { hello: ["你好", "Hello"] });
  startWords();
  expect(i18next.t("hello", { ns: "early", lng: "zh" })).toBe("你好");
  expect(i18next.t("hello", { ns: "early", lng: "en" })).toBe("Hello");
});
