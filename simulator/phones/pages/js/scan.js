// Scanning a live code: from the list, from a pasted address, or from the page's own address.

import { api } from "./api.js";
import { h, icon } from "./dom.js";
import { inventCustomer } from "./people.js";
import { notice, openSheet } from "./sheet.js";
import { becomeStaff, refresh, state } from "./state.js";
import { say } from "./words.js";

const served = (code) => code.members.map((member) => member.name).join("、");

/** One live code as a row. */
export function codeRow(code, choose) {
  return h("button.choice.code", { onclick: choose, "data-state": code.state },
    code.qr_code ? h("img.qr", { src: `/qr/${encodeURIComponent(code.config_id)}.png`, alt: "" }) : h("span.qr", {}, icon("scan")),
    h("span.code-text", {}, h("strong", {}, code.name), h("span.hint", {}, served(code)),
      h("span.hint", {}, say(code.skip_verify ? "direct" : "verify"), " · ", say("used", { n: code.used }))));
}

/** The scanner: choose a code or paste one. */
export function openScanner(screen) {
  const field = h("input", { type: "text", placeholder: say("paste"), "aria-label": say("paste"), name: "code" });
  const go = () => field.value.trim() && findAndMeet(screen, field.value.trim());
  field.addEventListener("keydown", (event) => event.key === "Enter" && !event.isComposing && go());
  openSheet(screen, say("scan"),
    h("p.hint", {}, say("pick")),
    h("div.row", {}, field, h("button.primary.narrow", { onclick: go }, say("scan"))),
    h("div.list", {}, state.codes.length ? state.codes.map((code) => codeRow(code, () => meet(screen, code))) : h("p.hint", {}, say("noCodes"))));
}

/** Find a code by id, state, its picture's address or this page's address, then show who one would add. */
export async function findAndMeet(screen, text) {
  const inside = /[?&]scan=([^&]+)/.exec(text) || /\/qr\/([^/.?]+)\.png/.exec(text);
  try {
    await meet(screen, await api.findCode(inside ? decodeURIComponent(inside[1]) : text));
  } catch {
    notice(screen, say("unknownCode"));
  }
}

/** Show the code; the person adds the member by pressing the button. Without a person yet, one is invented. */
export async function meet(screen, code) {
  if (!state.customer) await inventCustomer();
  const person = state.customerPhone?.person || state.mine[0];
  const button = h("button.primary", { onclick: () => add(screen, code, close) }, say("add"));
  const close = openSheet(screen, say("scanTitle"),
    h("div.stack.centre", {}, h("span.big-mark", {}, icon("people")), h("strong.large", {}, code.name), h("p.hint", {}, served(code)),
      h("p.hint", {}, say("scanAs", { name: person?.name || "" })), button));
  button.focus();
}

async function add(screen, code, close) {
  try {
    const met = await api.scan(code.config_id, state.customer);
    const member = code.members.find((one) => one.userid === met.userid);
    state.left = { tab: "messages", talk: met.outcome === "waiting" ? "" : met.userid };
    await becomeStaff(met.userid, met.outcome === "waiting" ? "" : met.external_userid);
    close();
    const words = { waiting: "asked", already: "already", half: "asked", added: "added" };
    notice(screen, say(words[met.outcome], { name: member?.name || "" }));
    await refresh();
  } catch (error) {
    close();
    notice(screen, say("failed", { why: error.message }));
  }
}
