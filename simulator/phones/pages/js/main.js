// Puts the page together: find the company, take up who one was, follow ?scan=, then live.

import { api } from "./api.js";
import { drawBar, drawCodes, drawSwitch } from "./bar.js";
import { drawCustomer, phone as left, scanText } from "./customer.js";
import { drawStaff, phone as right } from "./staff.js";
import { live, onChange, refresh, remember, rememberLanguage, state } from "./state.js";

const wanted = new URLSearchParams(location.search);

async function findCorp() {
  for (;;) {
    try {
      const scanned = wanted.get("scan") && (await findScanned(wanted.get("scan")));
      const corps = await api.corps();
      const corp = scanned?.corp_id || wanted.get("corp") || corps[0]?.corp_id;
      if (corp) return corp;
      await refresh();
    } catch (error) {
      state.offline = true;
      draw();
      console.info("simulator", String(error));
    }
    await new Promise((done) => setTimeout(done, 1000));
  }
}

const findScanned = (text) => {
  const inside = /\/qr\/([^/.?]+)\.png/.exec(text);
  return api.findCode(inside ? inside[1] : text).catch(() => null);
};

async function takeUp(corp) {
  remember(corp);
  state.customer = wanted.get("customer") || state.customer;
  state.staff = wanted.get("staff") || state.staff;
  if (!state.staff) state.staff = (await api.people("")).staff[0]?.userid || "";
}

function draw() {
  drawBar();
  drawSwitch();
  drawCodes(left.screen);
  drawCustomer();
  drawStaff();
}

async function begin() {
  rememberLanguage();
  document.getElementById("customer").append(left.element);
  document.getElementById("staff").append(right.element);
  onChange(draw);
  draw();
  await takeUp(await findCorp());
  await refresh();
  const scanned = wanted.get("scan");
  if (scanned) {
    // Once only: a reload must not scan again.
    wanted.delete("scan");
    history.replaceState(null, "", `${location.pathname}${wanted.size ? `?${wanted}` : ""}`);
    await scanText(scanned);
  }
  await live();
}

begin();
