import { useQuery } from "@tanstack/react-query";
import { Button, Segmented, Switch } from "antd";
import { Link } from "react-router";

import { api, ask, type Schemas } from "@/lib/api";
import { useMay } from "@/lib/session";
import { useAddress } from "@/lib/url";
import { useLanguage, useWords } from "@/lib/words";
import { useAct } from "@/ui/acts";
import { StateChip } from "@/ui/chips";
import { useCorps } from "@/ui/corps";
import { Copyable } from "@/ui/inputs";
import { Card, Page } from "@/ui/page";
import { Asked } from "@/ui/states";

import { CustomerSync } from "./components/CustomerSync";
import { SetupForm } from "./components/SetupForm";
import { corpWords } from "./words";

const NEW = "new";

export default function CorpsPage() {
  const say = useWords(corpWords);
  const address = useAddress();
  const query = useCorps();
  return (
    <Page name="wecom" title={say("title")} aside={<span className="muted">{say("intro")}</span>} actions={<Link to="/settings/doctor">{say("toDoctor")}</Link>} state={query.data ? "loaded" : query.error ? "error" : "loading"}>
      <Asked query={query}>
        {(corps) => {
          const isNew = corps.length === 0 || address.get("corp") === NEW;
          const corp = isNew ? undefined : (corps.find(({ id }) => String(id) === address.get("corp")) ?? corps[0]);
          return (
            <>
              {corps.length ? (
                <div>
                  <Segmented
                    value={corp ? String(corp.id) : NEW}
                    onChange={(chosen) => address.set({ corp: chosen })}
                    options={[...corps.map(({ id, name }) => ({ value: String(id), label: name })), { value: NEW, label: say("newCorp") }]}
                  />
                </div>
              ) : null}
              <div className="grid2">
                <SetupForm key={corp?.id ?? NEW} corp={corp} onSaved={(id) => address.set({ corp: String(id) })} />
                {corp ? <Beside corp={corp} /> : <Card title={say("callback")}><p className="muted">{say("callbackLater")}</p></Card>}
              </div>
            </>
          );
        }}
      </Asked>
    </Page>
  );
}

function Beside({ corp }: { corp: Schemas["CorpOut"] }) {
  const say = useWords(corpWords);
  const [language] = useLanguage();
  const mayWrite = useMay("corps.write");
  const path = { params: { path: { corp_id: corp.id } } };
  const setup = useQuery({ queryKey: ["corps", corp.id], queryFn: () => ask(api.GET("/v1/corps/{corp_id}", path)), enabled: mayWrite });
  const check = useAct({ run: () => ask(api.POST("/v1/corps/{corp_id}/check", path)) });
  const flip = useAct({ run: (is_active: boolean) => ask(api.PATCH("/v1/corps/{corp_id}", { ...path, body: { is_active } })), renews: [["corps"]] });
  return (
    <div className="stack">
      {mayWrite ? (
        <Card title={say("callbackUrl")}>
          <Asked query={setup} isPart rows={2}>
            {(known) => (
              <div className="stack tight">
                <Copyable value={known.callback_url} />
                <p className="muted">{say("callbackText")}</p>
              </div>
            )}
          </Asked>
        </Card>
      ) : null}
      <Card title={say("connection")}>
        <div className="stack">
          <label className="row">
            <Switch checked={corp.is_active} disabled={!mayWrite} loading={flip.isPending} onChange={(isOn) => flip.mutate(isOn)} />
            <span className="grow">{say("isOn")}<span className="meta" style={{ display: "block" }}>{say("isOnText")}</span></span>
          </label>
          {mayWrite && corp.has_secret ? <div><Button loading={check.isPending} onClick={() => check.mutate()}>{say("check")}</Button></div> : null}
          {check.data ? (
            <div role="status">
              <StateChip tone={check.data.is_accepted ? "green" : "red"}>{check.data.is_accepted ? say("accepted") : (check.data.code ?? "—")}</StateChip>{" "}
              {check.data.is_accepted ? null : language === "zh" ? check.data.meaning_zh : check.data.meaning_en}
            </div>
          ) : null}
        </div>
      </Card>
      {corp.has_secret ? <CustomerSync corpId={corp.id} /> : null}
    </div>
  );
}
