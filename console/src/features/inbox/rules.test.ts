import { expect, it } from "vitest";

import { eventWord, reasonWord } from "./rules";

it("names an event by its finer name, else says that it is another one", () => {
  expect(eventWord("change_external_contact", "add_external_contact")).toBe("ev_add_external_contact");
  expect(eventWord("enter_agent", "")).toBe("ev_enter_agent");
  expect(eventWord("something_new", "brand_new")).toBe("ev_other");
});

it("turns technical reasons into advice", () => {
  expect(reasonWord("ReadTimeout")).toBe("why_timeout");
  expect(reasonWord("WeComRefused 60020")).toBe("why_wecom");
  expect(reasonWord("KeyError")).toBe("why_other");
});
