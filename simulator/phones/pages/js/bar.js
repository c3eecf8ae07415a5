// Above and between the phones: the town's clock and pace, the language, the live codes.

import { api } from "./api.js";
import { h, icon, iconButton } from "./dom.js";
import { codeRow, meet } from "./scan.js";
import { refresh, state, switchLanguage } from "./state.js";
import { clockTime, currentLanguage, dayAndTime, say } from "./words.js";

const SPEEDS = [1, 60, 1000];
const shown = {};

function part(element, sign, make) {
  const text = JSON.stringify([sign, currentLanguage()]);
  if (shown[element.id] === text) return;
  shown[element.id] = text;
  element.replaceChildren(...make());
}

export function drawBar() {
  const { living, speed, paused, at, now } = state.town;
  const time = living ? `${say("day", { n: Math.floor(at / 86400) + 1 })} ${townTime(at)}` : dayAndTime(now);
  part(document.getElementById("bar"), [living, speed, paused, time, state.offline], () => [
    h("div.brand", {}, h("strong", {}, say("title")), h("span", {}, say("subtitle"))),
    state.offline ? h("span.offline", { role: "status" }, say("offline")) : "",
    h("div.clock", {}, h("small", {}, say(living ? "clock" : "now")), h("time", { id: "clock" }, time)),
    living ? pace(speed, paused) : h("span.hint.pace-none", {}, say("noTown")),
    h("button.plain.language", { onclick: switchLanguage, lang: currentLanguage() === "zh" ? "en" : "zh" }, say("language")),
  ]);
}

const townTime = (at) => clockTime(at - 8 * 3600);

function pace(speed, paused) {
  const wish = (body) => api.paceTown(body).then(refresh, refresh);
  return h("div.pace", { role: "group", "aria-label": say("speed") },
    iconButton(paused ? "play" : "pause", say(paused ? "resume" : "pause"), () => wish({ paused: !paused })),
    [...new Set([...SPEEDS, speed])].sort((one, other) => one - other).map((value) =>
      h("button.pace-choice", { "aria-pressed": String(!paused && value === speed), onclick: () => wish({ speed: value, paused: false }) },
        `${value.toLocaleString("en")}×`)));
}

export function drawCodes(screen) {
  part(document.getElementById("codes"), state.codes, () => [
    h("h2", {}, say("codes")),
    h("p.hint", {}, say("codesHint")),
    state.codes.length
      ? h("div.list", {}, state.codes.map((code) => codeRow(code, () => toCustomer(() => meet(screen, code)))))
      : h("div.empty", {}, h("span.empty-mark", {}, icon("scan")), h("p", {}, say(state.corp ? "noCodes" : "noCorpHint"))),
  ]);
}

function toCustomer(act) {
  show("customer");
  act();
}

/** On a narrow screen one of customer, codes, staff is shown. */
export function show(side) {
  document.getElementById("stage").dataset.show = side;
  drawSwitch();
}

export function drawSwitch() {
  const now = document.getElementById("stage").dataset.show;
  const news = {
    customer: (state.customerPhone?.conversations || []).some((row) => row.unread),
    staff: (state.staffPhone?.conversations || []).some((row) => row.unread || row.state === "waiting") || state.staffPhone?.tasks.length > 0,
  };
  part(document.getElementById("switch"), [now, news], () => [
    h("div.segments", {}, [["customer", "customerPhone"], ["codes", "codes"], ["staff", "staffPhone"]].map(([side, key]) =>
      h("button", { "aria-pressed": String(side === now), onclick: () => show(side), "data-side": side },
        say(key), news[side] && side !== now ? h("span.news") : null))),
  ]);
}
