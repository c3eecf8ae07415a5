import { useQuery } from "@tanstack/react-query";
import { Button, Switch, Tag } from "antd";

import { api, ask } from "@/lib/api";
import { exact } from "@/lib/format";
import { useMe, useSignOut } from "@/lib/session";
import { useLanguage, useWords } from "@/lib/words";
import { useAct } from "@/ui/acts";
import { Moment } from "@/ui/numbers";
import { Card, Facts, Page } from "@/ui/page";
import { Asked } from "@/ui/states";
import { DataTable } from "@/ui/table";

import { Password } from "./components/Password";
import { SecondFactor } from "./components/SecondFactor";
import { accountWords } from "./words";

export default function AccountPage() {
  const say = useWords(accountWords);
  const me = useMe();
  const [language] = useLanguage();
  const roles = me.role_titles.map((role) => (language === "zh" ? role.title_zh : role.title_en));
  return (
    <Page name="account" title={say("title")} state="loaded">
      <div className="grid2">
        <Card title={say("who")}>
          <Facts
            rows={[
              [say("login"), me.login],
              [say("roles"), roles.join("、")],
              [say("scope"), `${language === "zh" ? me.scope_zh : me.scope_en} · ${exact(me.customers_n)}`],
              [say("until"), <Moment key="until" at={me.session_expires_at} />],
            ]}
          />
          <SingleKeys />
        </Card>
        <SecondFactor isOn={me.has_second_factor} />
        <Password />
        <Sessions />
      </div>
    </Page>
  );
}

function SingleKeys() {
  const say = useWords(accountWords);
  const query = useQuery({ queryKey: ["preferences"], queryFn: () => ask(api.GET("/v1/me/preferences")), staleTime: Infinity });
  const keep = useAct({
    run: (isOn: boolean) => ask(api.PUT("/v1/me/preferences", { body: { ...query.data!, has_single_keys: isOn } })),
    renews: [["preferences"]],
  });
  return (
    <label className="row" style={{ marginTop: 12 }}>
      <Switch checked={query.data?.has_single_keys ?? true} disabled={!query.data} onChange={(isOn) => keep.mutate(isOn)} />
      {say("keys")}
    </label>
  );
}

function Sessions() {
  const say = useWords(accountWords);
  const signOut = useSignOut();
  const query = useQuery({ queryKey: ["sessions"], queryFn: () => ask(api.GET("/v1/me/sessions")) });
  return (
    <Card title={say("sessions")} extra={<Button danger onClick={() => void signOut(true)}>{say("everywhere")}</Button>}>
      <Asked query={query} isPart rows={3}>
        {(rows) => (
          <DataTable
            label={say("sessions")}
            rows={rows}
            rowKey={(row) => row.id}
            empty={null}
            columns={[
              { title: say("device"), render: (_, row) => <>{row.device} {row.is_current ? <Tag>{say("current")}</Tag> : null}</> },
              { title: say("source"), dataIndex: "source" },
              { title: say("since"), render: (_, row) => <Moment at={row.created_at} /> },
            ]}
            card={(row) => <>{row.device} {row.is_current ? <Tag>{say("current")}</Tag> : null}<div className="meta">{row.source}</div></>}
          />
        )}
      </Asked>
    </Card>
  );
}
