// Choosing who you are: a customer (old, new, or of the town) and a member of staff.

import { api } from "./api.js";
import { face, h } from "./dom.js";
import { notice, openSheet } from "./sheet.js";
import { becomeCustomer, becomeStaff, state } from "./state.js";
import { say } from "./words.js";

const FACES = [1, 2, 3, 4, 5, 6, 7, 8];
const addressOf = (number) => `${location.origin}/phones/faces/${number}.svg`;
const anyFace = () => FACES[Math.floor(Math.random() * FACES.length)];

/** A new person with an invented name, at once. */
export async function inventCustomer(name = "", number = anyFace()) {
  const made = await api.newCustomer(name, addressOf(number));
  await becomeCustomer({ external_userid: made.external_userid, name: made.name, avatar: made.avatar });
  return made;
}

function personRow(person, chosen, choose) {
  return h("button.choice.person", { onclick: choose, "aria-pressed": String(chosen) }, face(person), h("span", {}, person.name));
}

function newPersonForm(screen, done) {
  let chosen = anyFace();
  const name = h("input", { type: "text", maxlength: "40", placeholder: say("namePlaceholder"), "aria-label": say("name"), name: "name" });
  const faces = h("div.faces", { role: "radiogroup", "aria-label": say("face") });
  const draw = () => faces.replaceChildren(...FACES.map((number) =>
    h("button.face-choice", {
      role: "radio", "aria-checked": String(number === chosen), "aria-label": `${say("face")} ${number}`,
      onclick: () => { chosen = number; draw(); faces.children[number - 1].focus(); },
    }, h("img.face", { src: addressOf(number), alt: "" }))));
  draw();
  const create = async () => {
    try {
      await inventCustomer(name.value.trim(), chosen);
      done();
    } catch (error) {
      notice(screen, say("failed", { why: error.message }));
    }
  };
  return h("div.stack", {}, h("h3", {}, say("newPerson")), name, faces,
    h("button.primary", { onclick: create }, say("create")));
}

/** The sheet in which a customer is chosen. */
export function chooseCustomer(screen) {
  const close = openSheet(screen, say("who"), []);
  const found = h("div.list");
  const take = (person) => becomeCustomer(person).then(close);
  const list = (people) => found.replaceChildren(...(people.length
    ? people.map((person) => personRow(person, person.external_userid === state.customer, () => take(person)))
    : [h("p.hint", {}, say("nobody"))]));
  let asked = 0;
  const look = async (name) => {
    const mine = ++asked;
    const { customers } = await api.people(name);
    if (mine === asked) list(customers);
  };
  const search = h("input", { type: "search", placeholder: say("search"), "aria-label": say("search"), oninput: () => look(search.value) });
  screen.querySelector(".panel-body").append(
    newPersonForm(screen, () => close()),
    state.mine.length ? h("div.stack", {}, h("h3", {}, say("mine")),
      h("div.list", {}, state.mine.slice(0, 5).map((one) => personRow(one, one.external_userid === state.customer, () => take(one))))) : "",
    h("div.stack", {}, h("h3", {}, say("townPeople")), search, found));
  look("");
}

/** The sheet in which a member is chosen. */
export async function chooseStaff(screen) {
  const { staff } = await api.people("");
  const close = openSheet(screen, say("whoStaff"), h("div.list", {}, staff.map((member) =>
    personRow(member, member.userid === state.staff, () => becomeStaff(member.userid).then(close)))));
}
