// The right phone: the member's customers, requests, conversations, profile.

import { api } from "./api.js";
import { face, h, iconButton } from "./dom.js";
import { Phone, empty } from "./frame.js";
import { chooseStaff } from "./people.js";
import { confirmSheet, notice, openSheet } from "./sheet.js";
import { changed, refresh, state } from "./state.js";
import { bubbles, inShort, writer } from "./talk.js";
import { drawTasks } from "./tasks.js";
import { currentLanguage, dayAndTime, say, shortTime } from "./words.js";

export const phone = new Phone("staff");
const { screen } = phone;

function go(tab, talk = "", profile = false) {
  state.right = { tab, talk, profile };
  changed();
  return refresh();
}

export function drawStaff() {
  const person = state.staffPhone?.person;
  phone.part("who", [person, currentLanguage()], () => whoLine(person));
  phone.tick(state.town.now);
  const rows = state.staffPhone?.conversations || [];
  const talk = rows.find((row) => row.external_userid === state.right.talk);
  if (talk && state.staffPhone.profile) return state.right.profile ? drawProfile(talk) : drawTalk(talk);
  const unread = rows.reduce((sum, row) => sum + row.unread + (row.state === "waiting" ? 1 : 0), 0);
  const tasks = state.staffPhone?.tasks || [];
  phone.tabs([["messages", "chat", say("messages"), unread], ["tasks", "task", say("tasks"), tasks.length]], state.right.tab, go);
  if (state.right.tab === "tasks") {
    phone.title("tasks", say("tasks"));
    return phone.fill("tasks", [tasks, currentLanguage()], () => drawTasks(screen, tasks));
  }
  phone.title("chats", say("messages"));
  return phone.fill("chats", [rows, currentLanguage()], () => rows.length
    ? h("div.list.chats", {}, [...rows].sort(waitingFirst).map(chatRow))
    : empty("people", say("noCustomers"), say("noCustomersHint")));
}

const waitingFirst = (one, other) => Number(other.state === "waiting") - Number(one.state === "waiting");

function whoLine(person) {
  return h("button.identity", { onclick: () => chooseStaff(screen), "data-who": "staff" },
    person ? face(person) : h("span.face.tint0", {}, "?"),
    h("span.identity-text", {}, h("small", {}, say("staffPhone")), h("strong", {}, person?.name || say("staff"))),
    h("span.change", {}, say("change")));
}

function chatRow(row) {
  const name = row.remark || row.name;
  if (row.state === "waiting") {
    return h("div.chat.request", { "data-customer": row.external_userid },
      face(row), h("span.chat-text", {}, h("strong", {}, name), h("span.last", {}, say("request"))),
      h("button.primary.small", { onclick: () => accept(row) }, say("accept")));
  }
  const words = row.state === "left" ? say("left") : inShort(row.last, "staff", name);
  return h("button.chat", { onclick: () => go("messages", row.external_userid), "data-customer": row.external_userid },
    face(row), h("span.chat-text", {}, h("strong", {}, name), h("span.last", {}, words)),
    h("span.chat-side", {}, h("time", {}, row.at ? shortTime(row.at, state.town.now) : ""), row.unread ? h("span.badge", {}, String(row.unread)) : null));
}

async function attempt(act, done) {
  try {
    await act();
    if (done) notice(screen, done);
    return true;
  } catch (error) {
    notice(screen, say("failed", { why: error.message }));
    return false;
  } finally {
    await refresh();
  }
}

async function accept(row) {
  if (await attempt(() => api.accept(state.staff, row.external_userid))) await go("messages", row.external_userid);
}

function drawTalk(talk) {
  const { person, messages, profile } = state.staffPhone;
  const key = talk.external_userid;
  phone.title(`talk|${key}`, talk.remark || talk.name, {
    back: () => go("messages"),
    actions: [iconButton("me", say("profile"), () => go("messages", key, true))],
  });
  phone.fill(`talk|${key}`, [messages, profile.tags, talk.state, currentLanguage()], () => [
    profile.tags.length ? h("div.tag-line", {}, profile.tags.map((tag) => h("span.tag", {}, tag.name))) : null,
    ...bubbles(messages, "staff", { customer: talk, staff: person }, openCard),
    talk.state === "left" ? h("div.system", {}, say("left")) : null,
  ], { toEnd: true });
  phone.part("foot", ["write", key, person.userid, currentLanguage()], () => writer((text) => write(key, text)));
}

async function write(key, text) {
  try {
    await api.chat(state.staff, key, "staff", text);
    await refresh();
    return true;
  } catch {
    notice(screen, say("notSent"));
    return false;
  }
}

function openCard(message) {
  openSheet(screen, message.title || say("openPage"), h("p.hint.address", {}, message.url || message.page));
}

function drawProfile(talk) {
  const { profile } = state.staffPhone;
  const key = talk.external_userid;
  phone.title(`profile|${key}`, say("profile"), { back: () => go("messages", key) });
  phone.part("foot", ["none"], () => h("div"));
  phone.fill(`profile|${key}`, [profile, currentLanguage()], () => [
    h("div.profile-head", {}, face(talk), h("span", {}, h("strong.large", {}, profile.remark || profile.name), profile.remark ? h("span.hint", {}, profile.name) : null)),
    remarkForm(profile, key),
    h("dl.facts", {},
      h("dt", {}, say("tags")), h("dd", {}, profile.tags.length ? profile.tags.map((tag) => h("span.tag", { title: tag.group }, tag.name)) : say("none")),
      h("dt", {}, say("description")), h("dd", {}, profile.description || say("none")),
      h("dt", {}, say("source")), h("dd", {}, sourceOf(profile)),
      h("dt", {}, say("metAt")), h("dd", {}, dayAndTime(profile.met_at))),
    h("button.danger.quiet", { onclick: () => remove(talk) }, say("removeCustomer")),
  ]);
}

const sourceOf = (profile) =>
  state.codes.find((code) => code.state && code.state === profile.code_state)?.name || profile.code_state || say("none");

function remarkForm(profile, key) {
  const field = h("input", { type: "text", value: profile.remark, maxlength: "20", "aria-label": say("remark"), name: "remark" });
  const save = () => attempt(() => api.edit(state.staff, key, { remark: field.value.trim() }), say("saved"));
  return h("div.stack", {}, h("h3", {}, say("remark")), h("div.row", {}, field, h("button.primary.narrow", { onclick: save }, say("save"))));
}

function remove(talk) {
  const name = talk.remark || talk.name;
  confirmSheet(screen, say("removeAsk", { name }), say("removeCustomer"), async () => {
    if (await attempt(() => api.remove(state.staff, talk.external_userid, "staff"), say("removeDone", { name }))) await go("messages");
  });
}
