// What slides up inside a phone: choices, forms, and short notices.

import { h, iconButton } from "./dom.js";
import { say } from "./words.js";

let onlyOne = null;

/** Open a sheet in `screen`; gives a function that closes it. */
export function openSheet(screen, title, ...content) {
  onlyOne?.();
  const before = document.activeElement;
  const close = () => {
    onlyOne = null;
    veil.remove();
    if (before?.isConnected) before.focus();
  };
  const panel = h("div.panel", { role: "dialog", "aria-modal": "true", "aria-label": title, tabindex: "-1" },
    h("div.panel-head", {}, h("h2", {}, title), iconButton("close", say("close"), close)),
    h("div.panel-body", {}, content));
  const veil = h("div.veil", {
    onclick: (event) => event.target === veil && close(),
    onkeydown: (event) => {
      if (event.key === "Escape") close();
      if (event.key === "Tab") keepInside(panel, event);
    },
  }, panel);
  screen.append(veil);
  onlyOne = close;
  (panel.querySelector("input, .choice, .primary") || panel).focus({ preventScroll: true });
  return close;
}

function keepInside(panel, event) {
  const stops = [...panel.querySelectorAll("button:not([disabled]), input, textarea")];
  const last = event.shiftKey ? stops[0] : stops[stops.length - 1];
  if (document.activeElement === last) {
    event.preventDefault();
    (event.shiftKey ? stops[stops.length - 1] : stops[0])?.focus();
  }
}

/** A question with one dangerous answer. */
export function confirmSheet(screen, title, label, act) {
  const close = openSheet(screen, title,
    h("div.stack", {},
      h("button.danger", { onclick: () => { close(); act(); } }, label),
      h("button.plain", { onclick: () => close() }, say("cancel"))));
}

/** A short notice inside a phone. */
export function notice(screen, text) {
  screen.querySelector(".notice")?.remove();
  const shown = h("div.notice", { role: "status" }, text);
  screen.append(shown);
  setTimeout(() => shown.remove(), 3500);
}
