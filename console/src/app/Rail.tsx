import { MenuFoldOutlined, MenuUnfoldOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { NavLink, useLocation } from "react-router";

import { useMe } from "@/lib/session";
import { useWords } from "@/lib/words";
import { Mark } from "@/ui/pictures";
import { uiWords } from "@/ui/words";

import { navigationOf, placeOf } from "./navigation";
import { GROUPS } from "./pages";
import { appWords } from "./words";

interface RailProps {
  isNarrow: boolean;
  onToggle: () => void;
}

/** The groups with their pages, always with words; narrow shows the icon over the group's name. */
export function Rail({ isNarrow, onToggle }: RailProps) {
  const say = useWords(appWords);
  const product = useWords(uiWords);
  const groups = navigationOf(useMe());
  const place = placeOf(useLocation().pathname);
  return (
    <nav className={isNarrow ? "rail narrow" : "rail"} aria-label={say("navigation")}>
      <div className="rail-mark">
        <Mark />
        {isNarrow ? null : <strong>{product("product")}</strong>}
      </div>
      <ul className="rail-groups">
        {groups.map(({ group, items }) => (
          <li key={group}>
            <RailGroup title={say(group)} icon={GROUPS[group]} first={items[0]?.path ?? "/"} isOn={items.some((item) => item.path === place)} />
            {isNarrow ? null : (
              <ul>
                {items.map((item) => (
                  <li key={item.path}>
                    <NavLink to={item.path} className={item.path === place ? "rail-item on" : "rail-item"} aria-current={item.path === place ? "page" : undefined}>
                      {say(item.title)}
                    </NavLink>
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
      <Button type="text" icon={isNarrow ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />} onClick={onToggle} aria-label={say(isNarrow ? "expand" : "collapse")} />
    </nav>
  );
}

function RailGroup(props: { title: string; icon: React.ReactNode; first: string; isOn: boolean }) {
  return (
    <NavLink to={props.first} className={props.isOn ? "rail-group on" : "rail-group"}>
      {props.icon}
      <span>{props.title}</span>
    </NavLink>
  );
}
