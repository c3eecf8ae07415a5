import { expect, it } from "vitest";

import { mayShow } from "./pictures";

const HOSTS = ["wx.qlogo.cn", "*.qpic.cn"];

it.each([
  ["/v1/pictures/1", true],
  ["https://siyu.example/a.png", true],
  ["https://wx.qlogo.cn/head/0", true],
  ["https://p.qpic.cn/head/0", true],
  ["http://wx.qlogo.cn/head/0", false],
  ["https://wx.qlogo.cn.evil.example/0", false],
  ["https://evilqpic.cn/0", false],
  ["javascript:alert(1)", false],
  ["http://[", false],
])("shows %s: %s", (src, isShown) => {
  expect(mayShow(src, HOSTS, "https://siyu.example")).toBe(isShown);
});
