import { App, Button, Segmented } from "antd";
import { Link, useNavigate, useParams } from "react-router";

import { api, ask } from "@/lib/api";
import { plainDay } from "@/lib/dates";
import { useMay, useMeta } from "@/lib/session";
import { useAddress } from "@/lib/url";
import { useLanguage, useWords } from "@/lib/words";
import { useAct, useTell } from "@/ui/acts";
import { Chart } from "@/ui/chart";
import { Card, Facts, Page } from "@/ui/page";
import { PhonePreview } from "@/ui/phone";
import { Asked } from "@/ui/states";

import { CodeState } from "./components/CodeState";
import { Figures } from "./components/FigureCards";
import { shownOf } from "./components/Welcome";
import { useChannels, useCode, useNames, useStatistics, useTagGroups, type Code } from "./queries";
import { codeWords } from "./words";

const PERIODS = [7, 14, 30];

export default function CodePage() {
  const { id } = useParams();
  const query = useCode(Number(id));
  return <Asked query={query}>{(code) => <Detail code={code} />}</Asked>;
}

function Detail({ code }: { code: Code }) {
  const say = useWords(codeWords);
  const go = useNavigate();
  const mayWrite = useMay("codes.write");
  const { modal } = App.useApp();
  const { done } = useTell();
  const retire = useAct({
    run: () => ask(api.POST("/v1/live-codes/{code_id}/retire", { params: { path: { code_id: code.id } } })),
    renews: [["codes"]],
    onDone: () => done(say("retired")),
  });
  const askRetire = () =>
    modal.confirm({
      title: say("retireSure", { name: code.spec.name }),
      okText: say("retireDo"),
      okButtonProps: { danger: true },
      cancelText: say("keep"),
      onOk: () => retire.mutateAsync(),
    });
  const isOver = code.status === "retired" || code.status === "retiring";
  const actions =
    mayWrite && !isOver ? (
      <div className="row">
        <Button onClick={() => void go(`/live-codes/${code.id}/edit`)}>{say("edit")}</Button>
        <Button danger onClick={askRetire}>{say("retire")}</Button>
      </div>
    ) : null;
  return (
    <Page name="live-code" title={code.spec.name} above={{ to: "/live-codes", title: say("title") }} aside={<CodeState status={code.status} />} actions={actions} state="loaded">
      <div className="builder">
        <Statistics code={code} />
        <aside className="stack">
          <Picture code={code} />
          <SetUp code={code} />
        </aside>
      </div>
    </Page>
  );
}

function Picture({ code }: { code: Code }) {
  const say = useWords(codeWords);
  const { data: meta } = useMeta();
  const [language] = useLanguage();
  if (!code.qr_code) return <Card><p className="muted" role="status">{code.problem ? say("problem", { problem: code.problem }) : say("drawing")}</p></Card>;
  const picture = `/v1/live-codes/${code.id}/qr`;
  return (
    <Card>
      <div className="stack tight" style={{ alignItems: "center" }}>
        <img src={picture} alt={code.spec.name} width={220} height={220} style={{ background: "#fff", padding: 8, borderRadius: 8 }} />
        <div className="row">
          <Button type="primary" href={picture} download={`${code.spec.name}.png`}>{say("download")}</Button>
          {meta?.phones_url ? <Button href={`${meta.phones_url}?scan=${encodeURIComponent(code.qr_code)}&lang=${language}`} target="_blank">{say("tryScan")}</Button> : null}
        </div>
      </div>
    </Card>
  );
}

function SetUp({ code }: { code: Code }) {
  const say = useWords(codeWords);
  const names = useNames();
  const channels = useChannels();
  const groups = useTagGroups();
  const { spec } = code;
  const tags = groups.data?.flatMap((group) => group.tags).filter((tag) => spec.tag_ids?.includes(tag.id)) ?? [];
  const duty = code.published_userids.map((userid) => names.byUserid.get(userid)).filter(Boolean).join("、");
  const welcome = spec.welcomes?.[0];
  return (
    <Card title={say("setup")}>
      <Facts
        rows={[
          [say("staff"), spec.staff_ids.map((id) => names.byId.get(id)).filter(Boolean).join("、") || "—"],
          [say("onDuty"), duty || say("nobody")],
          [say("channel"), channels.data?.items.find((one) => one.id === spec.acq_channel_id)?.name ?? say("noChannel")],
          [say("tagsTitle"), tags.length ? tags.map((tag) => <Link key={tag.id} to={`/customers?tag=${tag.id}`} className="chip grey">{tag.name}</Link>) : "—"],
        ]}
      />
      <div style={{ marginTop: 12 }}>
        {welcome ? (
          <PhonePreview from={duty || say("v_staff")} messages={shownOf(welcome, { customer: say("sampleCustomer"), staff: duty || say("v_staff"), corp: say("v_corp") })} />
        ) : (
          <p className="muted">{say("noWelcome")}</p>
        )}
      </div>
    </Card>
  );
}

function Statistics({ code }: { code: Code }) {
  const say = useWords(codeWords);
  const [language] = useLanguage();
  const address = useAddress();
  const days = PERIODS.find((n) => String(n) === address.get("days")) ?? 14;
  const query = useStatistics(code.id, days);
  return (
    <div className="stack">
      <Segmented value={days} onChange={(n) => address.set({ days: String(n) })} options={PERIODS.map((value) => ({ value, label: say("figures", { n: value }) }))} />
      <Asked query={query} isPart>
        {(found) => {
          const byDay = daysOf(found.rows, found.first, days);
          return (
            <>
              <Figures code={code} total={found.total} first={found.first} last={found.last} />
              <Card title={say("byDay")}>
                <Chart
                  kind="bar"
                  sentence={say("byDaySentence", { from: plainDay(found.first, language), to: plainDay(found.last, language), count: found.total.adds })}
                  labels={byDay.map(([day]) => plainDay(day, language))}
                  series={[{ name: say("adds"), values: byDay.map(([, adds]) => adds) }]}
                />
              </Card>
              <p className="meta">{say("noScans")}</p>
            </>
          );
        }}
      </Asked>
    </div>
  );
}

function daysOf(rows: { day: string | null; adds: number }[], first: string, days: number): [string, number][] {
  const sums = new Map<string, number>();
  const start = Date.parse(first);
  for (let n = 0; n < days; n += 1) sums.set(new Date(start + n * 86_400_000).toISOString().slice(0, 10), 0);
  for (const row of rows) if (row.day) sums.set(row.day, (sums.get(row.day) ?? 0) + row.adds);
  return [...sums];
}
