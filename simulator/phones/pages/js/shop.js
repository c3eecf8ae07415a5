// The shop on the customer's phone: goods, one product, own orders.

import { api } from "./api.js";
import { h } from "./dom.js";
import { notice, openSheet } from "./sheet.js";
import { refresh, state } from "./state.js";
import { clockTime, money, say } from "./words.js";

// One character on the colour of its kind stands for a product's picture.
const KINDS = ["茶叶", "茶具", "礼盒", "茶点"];
const MARKS = {
  "tea-green": "井", "tea-white": "银", "tea-puer": "普", "tea-jasmine": "茉", "pot-zisha": "壶", "pot-glass": "盏",
  "cup-six": "杯", "gift-autumn": "月", "snack-plum": "梅", "snack-cake": "糕", "sample-set": "尝",
};
const picture = (good, more = "") =>
  h(`span.good-picture.kind${KINDS.indexOf(good.category) + 1}${more}`, { "aria-hidden": "true" }, MARKS[good.id] || good.name[0]);

export function drawShop(screen) {
  const { connected, goods, orders } = state.shop;
  return [
    connected ? null : h("p.warning", {}, say("shopClosed")),
    h("div.goods", {}, goods.map((good) =>
      h("button.good", { onclick: () => openGood(screen, good), "data-good": good.id },
        picture(good), h("span.good-name", {}, good.name), h("span.price", {}, money(good.price_cents))))),
    h("h3", {}, say("orders")),
    orders.length ? h("div.list.orders", {}, orders.map(orderRow)) : h("p.hint", {}, say("noOrders")),
  ];
}

function orderRow(order) {
  return h("div.order", { "data-order": order.order_id },
    h("span", {}, h("strong", {}, order.name), h("span.hint", {}, ` × ${order.qty} · ${clockTime(order.at)}`)),
    h("span.price", {}, money(order.cents)));
}

/** Looking at a product is told to the shop's receiver, as a real shop would. */
function openGood(screen, good) {
  let qty = 1;
  const who = state.customer;
  if (state.shop.connected) api.visit(who, good.id).catch((error) => notice(screen, say("failed", { why: error.message })));
  const count = h("span.count", { "aria-live": "polite" }, "1");
  const total = h("span");
  const change = (by) => {
    qty = Math.min(99, Math.max(1, qty + by));
    count.textContent = String(qty);
    total.textContent = `${say("buy")} · ${money(qty * good.price_cents)}`;
  };
  const buy = async () => {
    button.disabled = true;
    try {
      const order = await api.buy(who, good.id, qty);
      close();
      notice(screen, say("paid", { price: money(order.cents) }));
      await refresh();
    } catch (error) {
      button.disabled = false;
      notice(screen, say("failed", { why: error.message }));
    }
  };
  const button = h("button.primary", { onclick: buy, disabled: !state.shop.connected }, total);
  const close = openSheet(screen, good.name,
    h("div.stack", {}, picture(good, ".wide"),
      h("div.row.between", {}, h("strong.price.large", {}, money(good.price_cents)),
        h("span.stepper", {}, h("button.plain", { onclick: () => change(-1), "aria-label": say("less") }, "−"), count,
          h("button.plain", { onclick: () => change(1), "aria-label": say("more") }, "+"))),
      button));
  change(0);
}
