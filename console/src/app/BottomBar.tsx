import { EllipsisOutlined } from "@ant-design/icons";
import { Drawer } from "antd";
import { useState } from "react";
import { Link, NavLink, useLocation } from "react-router";

import { useMe } from "@/lib/session";
import { useWords } from "@/lib/words";

import { navigationOf, placeOf } from "./navigation";
import { GROUPS } from "./pages";
import { appWords } from "./words";

const MOST = 4;

/** On a phone: the first pages of the first groups, and everything else behind one button. */
export function BottomBar({ onFind }: { onFind: () => void }) {
  const say = useWords(appWords);
  const groups = navigationOf(useMe());
  const place = placeOf(useLocation().pathname);
  const [isOpen, setOpen] = useState(false);
  return (
    <nav className="bottom" aria-label={say("navigation")}>
      {groups.slice(0, MOST).map(({ group, items }) => (
        <NavLink key={group} to={items[0]?.path ?? "/"} className={items.some((item) => item.path === place) ? "on" : ""}>
          {GROUPS[group]}
          {say(group)}
        </NavLink>
      ))}
      <button type="button" onClick={() => setOpen(true)}>
        <EllipsisOutlined />
        {say("more")}
      </button>
      <Drawer title={say("navigation")} placement="bottom" size="large" open={isOpen} onClose={() => setOpen(false)}>
        <button type="button" className="find" onClick={() => { setOpen(false); onFind(); }}>{say("search")}</button>
        {groups.map(({ group, items }) => (
          <section key={group}>
            <div className="meta" style={{ padding: "12px 8px 4px" }}>{say(group)}</div>
            {items.map((item) => (
              <Link key={item.path} to={item.path} className="find" onClick={() => setOpen(false)}>{say(item.title)}</Link>
            ))}
          </section>
        ))}
      </Drawer>
    </nav>
  );
}
