import { Tabs } from "antd";

import { useMay } from "@/lib/session";
import { useAddress } from "@/lib/url";
import { useWords } from "@/lib/words";
import { Page } from "@/ui/page";

import { Accounts } from "./components/Accounts";
import { Keys } from "./components/Keys";
import { Roles } from "./components/Roles";
import { accountsWords } from "./words";

const TABS = ["accounts", "roles", "keys"] as const;

export default function AccountsPage() {
  const say = useWords(accountsWords);
  const address = useAddress();
  const mayWrite = useMay("staff.write");
  const tab = TABS.find((one) => one === address.get("tab")) ?? "accounts";
  const content = { accounts: <Accounts mayWrite={mayWrite} />, roles: <Roles mayWrite={mayWrite} />, keys: <Keys mayWrite={mayWrite} /> };
  return (
    <Page name="accounts" title={say("title")} state="loaded">
      <Tabs
        activeKey={tab}
        onChange={(key) => address.set({ tab: key, cursor: null, page: null, open: null, new: null })}
        items={TABS.map((key) => ({ key, label: say(key), children: key === tab ? <div className="stack">{content[key]}</div> : null }))}
      />
    </Page>
  );
}
