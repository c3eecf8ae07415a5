import { Segmented } from "antd";

import { plainDay } from "@/lib/dates";
import { may, useMe } from "@/lib/session";
import { useAddress } from "@/lib/url";
import { useLanguage, useWords } from "@/lib/words";
import { Freshness } from "@/ui/numbers";
import { Page } from "@/ui/page";
import { Asked } from "@/ui/states";

import { Charts } from "./components/Charts";
import { dayBefore } from "./components/Defined";
import { Five } from "./components/Five";
import { Stream } from "./components/Stream";
import { Team } from "./components/Team";
import { Todos } from "./components/Todos";
import { knownAtOf, periodOf, useOverview } from "./queries";
import { overviewWords } from "./words";

/** What must I do, is anything wrong, how do we stand? */
export default function OverviewPage() {
  const say = useWords(overviewWords);
  const [language] = useLanguage();
  const address = useAddress();
  const me = useMe();
  const days = address.get("days") === "30" ? 30 : 7;
  const period = periodOf(days);
  const query = useOverview(period);
  const leads = me.scope !== "own" && may(me, "staff.read");
  const isTeam = leads && address.get("view") === "team";
  const newest = query.data?.figures.customers_new?.newest_received_at;
  return (
    <Page
      name="overview"
      title={say("title")}
      state={query.data ? "loaded" : query.error ? "error" : "loading"}
      aside={<Freshness at={newest} />}
      actions={
        leads ? (
          <Segmented
            aria-label={say("viewOf")}
            value={isTeam ? "team" : "mine"}
            onChange={(view) => address.set({ view: view === "team" ? "team" : null })}
            options={[{ value: "mine", label: say("mine") }, { value: "team", label: say("team") }]}
          />
        ) : null
      }
    >
      <Todos />
      <div className="row apart">
        <div>
          <h2 className="part-title">{say("standing")}</h2>
          <span className="meta">{say("withToday", { from: plainDay(period.a, language), to: plainDay(dayBefore(period.z), language), days })}</span>
        </div>
        <Segmented
          aria-label={say("period")}
          value={String(days)}
          onChange={(value) => address.set({ days: value === "30" ? "30" : null })}
          options={[{ value: "7", label: say("days7") }, { value: "30", label: say("days30") }]}
        />
      </div>
      <Asked query={query} rows={4} isPart>
        {(overview) => <Five overview={overview} days={days} />}
      </Asked>
      {isTeam && query.data ? <Team period={period} knownAt={knownAtOf(query.data)} /> : null}
      <div className="with-stream">
        <Asked query={query} rows={10} isPart>
          {(overview) => <Charts overview={overview} period={period} />}
        </Asked>
        <Stream />
      </div>
    </Page>
  );
}
