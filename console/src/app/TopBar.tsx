import { GlobalOutlined, MobileOutlined, QuestionCircleOutlined, SearchOutlined } from "@ant-design/icons";
import { Button, Dropdown, Tooltip } from "antd";
import { useNavigate } from "react-router";

import { exact } from "@/lib/format";
import { useMe, useMeta, useSignOut } from "@/lib/session";
import { useLanguage, useWords } from "@/lib/words";
import { Face } from "@/ui/chips";
import { useIsPhone, useLook } from "@/ui/theme";

import { Jobs } from "./Jobs";
import { Notices } from "./Notices";
import { appWords } from "./words";

interface TopBarProps {
  onFind: () => void;
  onHelp: () => void;
}

/** Whose customers one sees, search, notices, language and one's own menu. */
export function TopBar({ onFind, onHelp }: TopBarProps) {
  const say = useWords(appWords);
  const me = useMe();
  const { data: meta } = useMeta();
  const [language, setLanguage] = useLanguage();
  const isPhone = useIsPhone();
  const scope = language === "zh" ? me.scope_zh : me.scope_en;
  return (
    <header className="top">
      <Tooltip title={say("scope", { name: scope })}>
        <span className="chip grey" data-scope>{say("scopeChip", { name: scope, shown: exact(me.customers_n) })}</span>
      </Tooltip>
      {meta?.is_demo && !isPhone ? <span className="chip amber" title={say("demoText")}>{say("demoTown")}</span> : null}
      <span className="grow" />
      <Button icon={<SearchOutlined aria-hidden />} onClick={onFind} aria-label={isPhone ? say("search") : undefined} aria-keyshortcuts="Control+K Meta+K">
        {isPhone ? null : <>{say("search")} <kbd className="meta">⌘K</kbd></>}
      </Button>
      {meta?.phones_url && !isPhone ? (
        <Tooltip title={say("phones")}>
          <Button type="text" icon={<MobileOutlined />} href={`${meta.phones_url}?lang=${language}`} target="_blank" aria-label={say("phones")} />
        </Tooltip>
      ) : null}
      <Jobs />
      <Notices />
      {isPhone ? null : (
        <>
          <Button type="text" icon={<QuestionCircleOutlined />} onClick={onHelp} aria-label={say("help")} />
          <Button type="text" icon={<GlobalOutlined />} onClick={() => setLanguage(language === "zh" ? "en" : "zh")} lang={language === "zh" ? "en" : "zh-CN"}>
            {say("language")}
          </Button>
        </>
      )}
      <AccountMenu />
    </header>
  );
}

function AccountMenu() {
  const say = useWords(appWords);
  const me = useMe();
  const go = useNavigate();
  const signOut = useSignOut();
  const [language, setLanguage] = useLanguage();
  const { choice, choose, density, setDensity } = useLook();
  const choices = (["system", "light", "dark"] as const).map((key) => ({
    key,
    label: say(({ system: "themeSystem", light: "themeLight", dark: "themeDark" } as const)[key]),
    onClick: () => choose(key),
  }));
  const densities = (["comfortable", "compact"] as const).map((key) => ({ key, label: say(key), onClick: () => setDensity(key) }));
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        selectedKeys: [choice, density],
        items: [
          { key: "account", label: say("account"), onClick: () => void go("/account") },
          { key: "language", label: say("language"), onClick: () => setLanguage(language === "zh" ? "en" : "zh") },
          { type: "group", label: say("theme"), children: choices },
          { type: "group", label: say("density"), children: densities },
          { type: "divider" },
          { key: "out", label: say("signOut"), onClick: () => void signOut(false) },
        ],
      }}
    >
      <Button type="text" aria-label={say("accountMenu", { name: me.name })} icon={<Face name={me.name} id={me.user_id} size={24} />} />
    </Dropdown>
  );
}
