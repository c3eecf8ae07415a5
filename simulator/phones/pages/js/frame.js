// The phone itself: status line, title, body, foot. Each part is made anew only when what it shows has changed.

import { h, icon, iconButton } from "./dom.js";
import { clockTime, say } from "./words.js";

/** A phone inside `side`; `draw(view)` fills it. */
export class Phone {
  constructor(kind) {
    this.kind = kind;
    this.time = h("span");
    this.nav = h("div.nav");
    this.body = h("div.body", { tabindex: "-1" });
    this.foot = h("div.foot");
    this.screen = h("div.screen", {}, h("div.status", {}, this.time, h("span.island"), h("span.signal")),
      this.nav, this.body, this.foot);
    this.who = h("div.who");
    this.shown = {};
    this.element = h(`div.holder.${kind}`, {}, this.who, h("div.phone", {}, this.screen));
  }

  /** Draw a part again when `sign` differs from what it showed. */
  part(name, sign, make) {
    const text = JSON.stringify(sign);
    if (this.shown[name] === text) return false;
    this.shown[name] = text;
    this[name].replaceChildren(...[make()].flat(3).filter(Boolean));
    return true;
  }

  /** Title with what stands left and right of it. */
  title(sign, text, { back, actions = [] } = {}) {
    this.part("nav", [sign, text], () => [
      h("div.nav-side", {}, back && iconButton("back", say("back"), back)),
      h("h1", {}, text),
      h("div.nav-side.end", {}, actions),
    ]);
  }

  /** The body; a conversation stays at its end unless somebody has scrolled up. */
  fill(screenName, sign, make, { toEnd = false } = {}) {
    const isNew = this.shown.screenName !== screenName;
    const atEnd = this.body.scrollHeight - this.body.scrollTop - this.body.clientHeight < 60;
    const top = this.body.scrollTop;
    this.body.className = `body ${screenName.split("|")[0]}`;
    if (this.part("body", [screenName, sign], make)) {
      this.shown.screenName = screenName;
      const end = () => (this.body.scrollTop = this.body.scrollHeight);
      if (toEnd && (isNew || atEnd)) {
        end();
        this.body.querySelectorAll("img").forEach((image) => image.addEventListener("load", end, { once: true }));
      } else this.body.scrollTop = isNew ? 0 : top;
    }
  }

  /** The row of tabs at the bottom: `[key, icon, label, badge]`. */
  tabs(rows, current, choose) {
    this.part("foot", [rows, current], () =>
      h("div.tabs", { role: "tablist" }, rows.map(([key, drawing, label, badge]) =>
        h("button.tab", { role: "tab", "aria-selected": String(key === current), "data-tab": key, onclick: () => choose(key) },
          h("span.tab-icon", {}, icon(drawing), badge ? h("span.badge", {}, badge > 99 ? "99+" : String(badge)) : null),
          label))));
  }

  tick(now) {
    this.time.textContent = clockTime(now);
  }
}

/** A quiet page with a few words and, perhaps, one thing to do. */
export const empty = (drawing, title, hint, action) =>
  h("div.empty", {}, h("span.empty-mark", {}, icon(drawing)), h("strong", {}, title), h("p", {}, hint), action);
