// A conversation: bubbles, cards, and the line to write in.

import { api } from "./api.js";
import { face, h, icon } from "./dom.js";
import { clockTime, dayAndTime, say } from "./words.js";

const PAUSE_SECONDS = 300;

/** What a message says in one line. */
export function inShort(message, me, name) {
  if (!message) return "";
  if (message.kind === "text") return message.text;
  if (message.kind === "met") return say(me === "customer" ? "metCustomer" : "metStaff", { name });
  if (message.kind === "removed") return say("removed");
  return `${say(message.kind)} ${message.title || ""}`.trim();
}

/** The messages; `me` is customer or staff, `people` their names and pictures, `open` what happens to a card. */
export function bubbles(messages, me, people, open) {
  const rows = [];
  let before = 0;
  messages.forEach((message, number) => {
    if (message.at - before > PAUSE_SECONDS) rows.push(h("div.moment", {}, momentOf(message.at)));
    before = message.at;
    // Of the parts of one message only the last says how it was sent.
    const next = messages[number + 1];
    const label = me === "staff" && message.via && !(next?.at === message.at && next.via === message.via) ? say(message.via) : "";
    rows.push(message.by === "system" ? systemLine(message, me, people) : bubble(message, me, people, open, label));
  });
  return rows;
}

function momentOf(at) {
  const isOld = Math.abs(Date.now() / 1000 - at) > 72000;
  return isOld ? dayAndTime(at) : clockTime(at);
}

function systemLine(message, me, people) {
  const other = me === "customer" ? people.staff.name : people.customer.name;
  const words = { met: me === "customer" ? "metCustomer" : "metStaff", removed: "removedLine" };
  return h("div.system", {}, say(words[message.kind], { name: other }));
}

function bubble(message, me, people, open, label) {
  const mine = message.by === me;
  return h(`div.line${mine ? ".mine" : ""}`, { "data-kind": message.kind, "data-via": message.via || "chat" },
    face(people[message.by]),
    h("div.said", {}, content(message, open), label && h("span.via", {}, label)));
}

function content(message, open) {
  if (message.kind === "text") return h("p.bubble", {}, message.text);
  if (message.kind === "image") return picture(message.media_id, message.pic_url, "photo");
  if (message.kind === "link") return linkCard(message, open);
  if (message.kind === "miniprogram") return miniCard(message, open);
  return h("p.bubble", {}, say(message.kind));
}

/** A picture from the simulator itself; others are not fetched, because nothing foreign is asked from here. */
function picture(mediaId, address, kind) {
  const own = mediaId ? api.picture(mediaId) : (address || "").startsWith(`${location.origin}/`) ? address : "";
  const missing = () => h(`span.${kind}.missing`, {}, say("noPicture"));
  if (!own) return missing();
  const image = h(`img.${kind}`, { src: own, alt: say("image") });
  image.addEventListener("error", () => image.replaceWith(missing()));
  return image;
}

function hostOf(address) {
  try {
    return new URL(address).host;
  } catch {
    return "";
  }
}

function linkCard(message, open) {
  const own = (message.picurl || "").startsWith(`${location.origin}/`);
  return h("button.card.link", { onclick: () => open(message) },
    h("strong", {}, message.title),
    h("span.card-row", {},
      h("span.desc", {}, message.desc || hostOf(message.url)),
      own ? h("img.thumb", { src: message.picurl, alt: "" }) : h("span.thumb", {}, icon("link"))),
    h("span.card-foot", {}, hostOf(message.url)));
}

function miniCard(message, open) {
  return h("button.card.mini", { onclick: () => open(message) },
    h("strong", {}, message.title),
    picture(message.pic_media_id, "", "cover"),
    h("span.card-foot", {}, h("span.dot"), say("mini")));
}

/** The line to write in; Enter sends unless an input method is still composing. */
export function writer(send) {
  const field = h("textarea", { rows: "1", placeholder: say("typing"), "aria-label": say("typing"), maxlength: "2000" });
  const submit = async () => {
    const text = field.value.trim();
    if (!text) return;
    field.value = "";
    grow();
    if (!(await send(text))) field.value ||= text;
  };
  const grow = () => {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 96)}px`;
  };
  field.addEventListener("input", grow);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  });
  return h("div.writer", {}, field, h("button.send", { onclick: submit, "aria-label": say("send") }, icon("send")));
}
