import { Link, useNavigate } from "react-router";

import { plainDay, today } from "@/lib/dates";
import { exact, money } from "@/lib/format";
import { useLanguage, useWords } from "@/lib/words";
import { Chart } from "@/ui/chart";
import { NumberLink } from "@/ui/numbers";
import { Card } from "@/ui/page";
import { Asked } from "@/ui/states";

import { knownAtOf, rowsOf, useCodeNames, useFigure, useMetrics, type Overview, type Period } from "../queries";
import { newcomersByCode } from "../series";
import { overviewWords } from "../words";
import { dayBefore, Defined } from "./Defined";

interface ChartsProps {
  overview: Overview;
  period: Period;
}

export function Charts({ overview, period }: ChartsProps) {
  const knownAt = knownAtOf(overview);
  return (
    <div className="grid2" data-part="charts" style={{ alignItems: "start" }}>
      <Newcomers overview={overview} period={period} />
      <Funnel period={period} knownAt={knownAt} />
      <Sales overview={overview} period={period} />
      <Reach knownAt={knownAt} />
    </div>
  );
}

function useEnds(period: Period) {
  const [language] = useLanguage();
  return { from: plainDay(period.a, language), to: plainDay(dayBefore(period.z), language) };
}

function Newcomers({ overview, period }: ChartsProps) {
  const say = useWords(overviewWords);
  const [language] = useLanguage();
  const names = useCodeNames();
  const ends = useEnds(period);
  const go = useNavigate();
  const figure = overview.figures.customers_new;
  const days = overview.days.map(({ day }) => String(day));
  const series = newcomersByCode(overview.newcomers, days, (code) => (code === 0 ? say("noCode") : (names.get(code) ?? say("goneCode"))));
  const openDay = (n: number) => {
    const day = days[n];
    const next = days[n + 1] ?? period.z;
    if (figure && day) void go(rowsOf({ ...figure, a: day, z: next }));
  };
  return (
    <Card title={say("newByCode")}>
      <Chart
        kind="stack"
        sentence={say("newByCodeSentence", { ...ends, shown: exact(figure?.k) })}
        labels={days.map((day) => plainDay(day, language))}
        series={series}
        onPick={openDay}
      />
    </Card>
  );
}

function Funnel({ period, knownAt }: { period: Period; knownAt: string | null | undefined }) {
  const say = useWords(overviewWords);
  const metrics = useMetrics();
  const query = useFigure("funnel_conversion", { ...period, known_at: knownAt });
  return (
    <Card title={<Defined metric={metrics.get("funnel_conversion")} figure={query.data}>{say("funnel")}</Defined>}>
      <Asked query={query} rows={6} isPart>
        {(figure) => {
          const [added = 0, viewed = 0, paid = 0] = figure.lines.map(({ value }) => value ?? 0);
          return (
            <Chart
              kind="funnel"
              sentence={say("funnelSentence", { added: exact(added), viewed: exact(viewed), paid: exact(paid) })}
              labels={[say("stepAdded"), say("stepViewed"), say("stepPaid")]}
              series={[{ name: say("people"), values: [added, viewed, paid] }]}
            />
          );
        }}
      </Asked>
    </Card>
  );
}

function Sales({ overview, period }: ChartsProps) {
  const say = useWords(overviewWords);
  const [language] = useLanguage();
  const ends = useEnds(period);
  const go = useNavigate();
  const figure = overview.figures.net_sales;
  const days = overview.days.map(({ day }) => String(day));
  const openDay = (n: number) => {
    const day = days[n];
    if (figure && day) void go(rowsOf({ ...figure, a: day, z: days[n + 1] ?? period.z }));
  };
  return (
    <Card title={say("sales")}>
      <Chart
        kind="bar"
        sentence={say("salesSentence", { ...ends, shown: money(figure?.value) })}
        labels={days.map((day) => plainDay(day, language))}
        series={[{ name: say("sales"), values: overview.days.map((day) => Number(day.net_sales ?? 0) / 100) }]}
        format={(yuan) => money(Math.round(yuan * 100))}
        onPick={openDay}
      />
    </Card>
  );
}

function Reach({ knownAt }: { knownAt: string | null | undefined }) {
  const say = useWords(overviewWords);
  const day = { a: today(), z: today(1), known_at: knownAt };
  const planned = useFigure("people_to_reach", day);
  const withheld = useFigure("people_not_reached", day);
  const metrics = useMetrics();
  return (
    <Card title={say("reach")} extra={<Link to="/campaigns">{say("why")}</Link>}>
      <div className="grid2">
        {([["toReach", planned], ["notReached", withheld]] as const).map(([title, query]) => (
          <Asked key={title} query={query} rows={3} isPart>
            {(figure) => (
              <div className="stack tight">
                <span className="muted"><Defined metric={metrics.get(figure.metric)} figure={figure}>{say(title)}</Defined></span>
                <strong className="figure"><NumberLink value={figure.k} to={rowsOf(figure)} label={say(title)} /></strong>
              </div>
            )}
          </Asked>
        ))}
      </div>
    </Card>
  );
}
