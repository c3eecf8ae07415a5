// The simulator's control API, in this page's words.

export class Refused extends Error {
  constructor(status, reason) {
    super(reason);
    this.status = status;
  }
}

async function ask(verb, path, body) {
  const answer = await fetch(`/control${path}`, {
    method: verb,
    headers: body ? { "content-type": "application/json" } : {},
    body: body ? JSON.stringify(body) : undefined,
  });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer.status, String(said.error || answer.status));
  return said;
}

const query = (values) => new URLSearchParams(Object.entries(values).filter(([, value]) => value)).toString();
let corp = "";
const here = (path) => `/corps/${encodeURIComponent(corp)}${path}`;
const id = encodeURIComponent;

export const api = {
  enter: (corpId) => (corp = corpId),
  corps: () => ask("GET", "/corps"),
  findCode: (code) => ask("GET", `/codes/find?${query({ code })}`),
  codes: () => ask("GET", here("/codes")),
  people: (name) => ask("GET", here(`/phones/people?${query({ name })}`)),
  customerPhone: (key, talk) => ask("GET", here(`/phones/customer/${id(key)}?${query({ talking_to: talk })}`)),
  staffPhone: (key, talk) => ask("GET", here(`/phones/staff/${id(key)}?${query({ talking_to: talk })}`)),
  newCustomer: (name, avatar) => ask("POST", here("/customers"), { name, avatar }),
  scan: (config_id, external_userid) => ask("POST", here("/scan"), { config_id, customer: { external_userid } }),
  accept: (userid, external_userid) => ask("POST", here("/accept"), { userid, external_userid }),
  chat: (userid, external_userid, by, text) => ask("POST", here("/chat"), { userid, external_userid, by, text }),
  remove: (userid, external_userid, by) => ask("POST", here("/delete"), { userid, external_userid, by }),
  edit: (userid, external_userid, changes) =>
    ask("POST", here("/edit-customer"), { userid, external_userid, ...changes }),
  confirm: (msgid, userid) => ask("POST", here("/confirm"), { msgid, userid }),
  ignore: (msgid, userid) => ask("POST", here("/ignore"), { msgid, userid }),
  shop: (external_userid) => ask("GET", here(`/shop?${query({ external_userid })}`)),
  visit: (external_userid, good) => ask("POST", here("/shop/visits"), { external_userid, good }),
  buy: (external_userid, good, qty) => ask("POST", here("/shop/orders"), { external_userid, good, qty }),
  town: () => ask("GET", "/town"),
  paceTown: (wish) => ask("POST", "/town", wish),
  picture: (media) => `/control${here(`/media/${id(media)}`)}`,
};
