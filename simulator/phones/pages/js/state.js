// Who you are, which screens are open, and what the simulator last said; kept alive by short polling.

import { api } from "./api.js";
import { chooseLanguage, currentLanguage } from "./words.js";

const EVERY_MS = 700;
const KEPT = "siyu-phones";

export const state = {
  corp: "",
  customer: "",
  staff: "",
  mine: [],
  seen: {},
  left: { tab: "messages", talk: "" },
  right: { tab: "messages", talk: "", profile: false },
  customerPhone: null,
  staffPhone: null,
  codes: [],
  shop: null,
  town: { living: false, speed: 0, at: 0, now: Date.now() / 1000 },
  offline: false,
};

const listeners = [];
export const onChange = (listener) => listeners.push(listener);
export const changed = () => listeners.forEach((listener) => listener());

/** Take up what this browser remembers of a company. */
export function remember(corp) {
  let kept = {};
  try {
    kept = JSON.parse(localStorage.getItem(`${KEPT}:${corp}`)) || {};
  } catch {
    kept = {};
  }
  state.corp = corp;
  api.enter(corp);
  state.customer = kept.customer || "";
  state.staff = kept.staff || "";
  state.mine = kept.mine || [];
}

export function keep() {
  const { customer, staff, mine } = state;
  localStorage.setItem(`${KEPT}:${state.corp}`, JSON.stringify({ customer, staff, mine: mine.slice(0, 12) }));
}

export function rememberLanguage() {
  chooseLanguage(new URLSearchParams(location.search).get("lang") || localStorage.getItem(`${KEPT}:language`) || "zh");
}

export function switchLanguage() {
  chooseLanguage(currentLanguage() === "zh" ? "en" : "zh");
  localStorage.setItem(`${KEPT}:language`, currentLanguage());
  changed();
}

/** Be another customer. */
export function becomeCustomer(person) {
  state.customer = person.external_userid;
  state.mine = [person, ...state.mine.filter((one) => one.external_userid !== person.external_userid)];
  state.customerPhone = null;
  state.shop = null;
  state.left = { tab: "messages", talk: "" };
  keep();
  return refresh();
}

/** Be another member. */
export function becomeStaff(userid, talk = "") {
  if (state.staff !== userid) {
    state.staff = userid;
    state.staffPhone = null;
  }
  state.right = { tab: "messages", talk, profile: false };
  keep();
  return refresh();
}

const quietly = (promise, when) => (when ? promise().catch((error) => (error.status === 404 ? null : Promise.reject(error))) : null);

let turn = 0;

/** Ask everything that is on the screens, once. */
export async function refresh() {
  const mine = ++turn;
  const { customer, staff, left, right } = state;
  try {
    const [customerPhone, staffPhone, town, codes, shop] = await Promise.all([
      quietly(() => api.customerPhone(customer, left.talk), customer),
      quietly(() => api.staffPhone(staff, right.talk), staff),
      api.town(),
      quietly(() => api.codes(), state.corp),
      quietly(() => api.shop(customer), state.corp && left.tab === "shop"),
    ]);
    if (mine !== turn) return;
    if (customer && !customerPhone) state.customer = "";
    Object.assign(state, { customerPhone, staffPhone, town, codes: codes || [], offline: false });
    state.shop = shop || state.shop;
    noteSeen();
  } catch (error) {
    if (mine !== turn) return;
    state.offline = true;
    console.info("simulator", String(error));
  }
  changed();
}

const looked = new Set();

/** Count what came since a conversation was last open; what was there when the phone was first taken up is old. */
function noteSeen() {
  const look = (side, phone, key, open) => {
    if (!phone) return;
    const owner = `${side}:${phone.person.external_userid || phone.person.userid}`;
    for (const row of phone.conversations) {
      const pair = `${owner}:${row[key]}`;
      if (open === row[key] || !looked.has(owner)) state.seen[pair] = row.received;
      row.unread = Math.max(0, row.received - (state.seen[pair] || 0));
    }
    looked.add(owner);
  };
  look("c", state.customerPhone, "userid", state.left.talk);
  look("s", state.staffPhone, "external_userid", state.right.talk);
}

export async function live() {
  for (;;) {
    if (!document.hidden) await refresh();
    await new Promise((done) => setTimeout(done, EVERY_MS));
  }
}
