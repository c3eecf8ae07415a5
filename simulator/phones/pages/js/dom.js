// Elements are made here and only here; strings become text, never markup: names and messages are hostile.

/** An element: `tag.class.class`, attributes and `onclick`-like listeners, then children (strings, nodes, lists). */
export function h(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  if (name === "button" && !attributes.type) element.type = "button";
  element.append(...children.flat(3).filter((child) => child != null && child !== false));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";
const PATHS = {
  chat: "M4 6.500A2.500 2.500 0 0 1 6.500 4h11A2.500 2.500 0 0 1 20 6.500v7a2.500 2.500 0 0 1-2.500 2.500H11l-4.500 4v-4A2.500 2.500 0 0 1 4 13.500z",
  scan: "M4 8V5.500A1.500 1.500 0 0 1 5.500 4H8m8 0h2.500A1.500 1.500 0 0 1 20 5.500V8m0 8v2.500a1.500 1.500 0 0 1-1.500 1.500H16m-8 0H5.500A1.500 1.500 0 0 1 4 18.500V16m0-4h16",
  shop: "M5 9h14l-1 10.500H6zM9 9V7a3 3 0 0 1 6 0v2",
  me: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zm-7.500 8a7.500 7.500 0 0 1 15 0",
  task: "M5 5h14v14H5zM8.500 12l2.500 2.500 4.500-5",
  back: "M15 5l-7 7 7 7",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  close: "M6 6l12 12M18 6L6 18",
  send: "M4 12l16-8-6 16-3-6.500z",
  pause: "M9 6v12M15 6v12",
  play: "M8 5.500v13l10.500-6.500z",
  people: "M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zm-6.500 8.500a6.500 6.500 0 0 1 13 0M16 4.500a3.500 3.500 0 0 1 0 6M18 14a6.500 6.500 0 0 1 3.500 5.500",
  link: "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.700-5.700L12 7m2 3a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.700 5.700L12 17",
};

/** One of our own line drawings, 24 × 24. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** A button that is only a drawing; its label is for readers and tests. */
export const iconButton = (name, label, onclick, more = {}) =>
  h("button.icon-button", { "aria-label": label, title: label, onclick, ...more }, icon(name));

function tint(text) {
  let sum = 0;
  for (const letter of text) sum = (sum * 31 + letter.codePointAt(0)) % 997;
  return sum % 6;
}

/** A person's picture: one of our own drawings, or the first letter on a quiet colour. Foreign addresses are not asked. */
export function face(person, size = "") {
  const name = person.name || "?";
  const own = /^(?:https?:\/\/[^/]+)?\/phones\/faces\/([1-8])\.svg$/.exec(person.avatar || "");
  if (own) return h(`img.face${size}`, { src: `/phones/faces/${own[1]}.svg`, alt: "" });
  return h(`span.face.tint${tint(name)}${size}`, { "aria-hidden": "true" }, [...name].slice(-1)[0]);
}
