// The left phone: the customer's conversations, scanner, shop.

import { api } from "./api.js";
import { face, h, iconButton } from "./dom.js";
import { Phone, empty } from "./frame.js";
import { chooseCustomer } from "./people.js";
import { findAndMeet, openScanner } from "./scan.js";
import { confirmSheet, notice, openSheet } from "./sheet.js";
import { drawShop } from "./shop.js";
import { changed, refresh, state } from "./state.js";
import { bubbles, inShort, writer } from "./talk.js";
import { currentLanguage, say, shortTime } from "./words.js";

export const phone = new Phone("customer");
const { screen } = phone;
export const scanText = (text) => findAndMeet(screen, text);

function go(tab, talk = "") {
  if (tab === "scan") return openScanner(screen);
  state.left = { tab, talk };
  changed();
  return refresh();
}

export function drawCustomer() {
  const person = state.customerPhone?.person;
  phone.part("who", [person, currentLanguage()], () => whoLine(person));
  phone.tick(state.town.now);
  const talk = state.customerPhone?.conversations.find((row) => row.userid === state.left.talk);
  if (talk) return drawTalk(talk);
  const unread = (state.customerPhone?.conversations || []).reduce((sum, row) => sum + row.unread, 0);
  phone.tabs([["messages", "chat", say("messages"), unread], ["scan", "scan", say("scan")], ["shop", "shop", say("shop")]], state.left.tab, go);
  if (state.left.tab === "shop" && state.shop && state.customer) {
    phone.title("shop", say("shopName"));
    return phone.fill("shop", [state.shop, currentLanguage()], () => drawShop(screen));
  }
  phone.title("chats", say("messages"), { actions: [iconButton("scan", say("scan"), () => openScanner(screen))] });
  return drawChats();
}

function whoLine(person) {
  return h("button.identity", { onclick: () => chooseCustomer(screen), "data-who": "customer" },
    person ? face(person) : h("span.face.tint0", {}, "?"),
    h("span.identity-text", {}, h("small", {}, say("customerPhone")), h("strong", {}, person?.name || say("newPerson"))),
    h("span.change", {}, say("change")));
}

function drawChats() {
  const rows = state.customerPhone?.conversations || [];
  phone.fill("chats", [rows, currentLanguage(), state.customer], () => rows.length
    ? h("div.list.chats", {}, rows.map(chatRow))
    : empty("scan", say("noChats"), say("noChatsHint"), h("button.primary.narrow", { onclick: () => openScanner(screen) }, say("scan"))));
}

function chatRow(row) {
  const words = row.state === "friend" ? inShort(row.last, "customer", row.name) : say(row.state);
  return h("button.chat", { onclick: () => go("messages", row.userid), "data-userid": row.userid },
    face(row), h("span.chat-text", {}, h("strong", {}, row.name), h("span.last", {}, words)),
    h("span.chat-side", {}, h("time", {}, row.at ? shortTime(row.at, state.town.now) : ""), row.unread ? h("span.badge", {}, String(row.unread)) : null));
}

function drawTalk(talk) {
  const { person, messages } = state.customerPhone;
  phone.title(`talk|${talk.userid}`, talk.name, {
    back: () => go("messages"),
    actions: [iconButton("more", say("more"), () => openMore(talk))],
  });
  phone.fill(`talk|${talk.userid}`, [messages, talk.state, currentLanguage()], () => [
    ...bubbles(messages, "customer", { customer: person, staff: talk }, openCard),
    talk.state === "waiting" ? h("div.system", {}, say("waiting")) : null,
  ], { toEnd: true });
  phone.part("foot", ["write", talk.userid, person.external_userid, currentLanguage()], () => writer((text) => write(talk.userid, text)));
}

async function write(userid, text) {
  try {
    await api.chat(userid, state.customer, "customer", text);
    await refresh();
    return true;
  } catch {
    notice(screen, say("notSent"));
    return false;
  }
}

function openCard(message) {
  const close = openSheet(screen, message.title || say("openPage"),
    h("div.stack", {}, h("p.hint.address", {}, message.url || message.page),
      h("button.primary", { onclick: () => { close(); go("shop"); } }, say("openShop"))));
}

function openMore(talk) {
  confirmSheet(screen, say("removeAsk", { name: talk.name }), say("removeFriend"), async () => {
    try {
      await api.remove(talk.userid, state.customer, "customer");
      notice(screen, say("removeDone", { name: talk.name }));
    } catch (error) {
      notice(screen, say("failed", { why: error.message }));
    }
    await go("messages");
  });
}
