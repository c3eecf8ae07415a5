import { Alert, Tabs, Timeline } from "antd";
import { useParams } from "react-router";

import { useMay } from "@/lib/session";
import { useAddress } from "@/lib/url";
import { useWords } from "@/lib/words";
import { Moment } from "@/ui/numbers";
import { Card, Facts, Page } from "@/ui/page";
import { Asked } from "@/ui/states";
import { usePaging } from "@/ui/table";

import { Acts } from "./components/Acts";
import { CampaignChip } from "./components/chips";
import { PeopleDrawer } from "./components/PeopleDrawer";
import { gets, WhoGetsIt } from "./components/Preview";
import { Progress } from "./components/Progress";
import { Recipients } from "./components/Recipients";
import { StaffParts } from "./components/StaffParts";
import { SampledPhone } from "./components/What";
import { useCampaign, usePreview, useResults, useSegments, useTags, type Campaign } from "./queries";
import type { Part } from "./spec";
import { campaignWords } from "./words";

const TABS = ["progress", "people", "staff", "history"] as const;
const TAB_WORDS = { progress: "tabProgress", people: "tabPeople", staff: "tabStaff", history: "tabHistory" } as const;
const hasRun = (campaign: Campaign) => campaign.started_at !== null && campaign.started_at !== undefined;

const isToCome = (campaign: Campaign, mayWrite: boolean) =>
  !hasRun(campaign) && campaign.state !== "stopped" && (campaign.state !== "draft" || mayWrite);

export default function CampaignPage() {
  const say = useWords(campaignWords);
  const { id } = useParams();
  const query = useCampaign(Number(id));
  if (query.data) return <Detail campaign={query.data} />;
  return (
    <Page name="campaign" title={say("title")} above={{ to: "/campaigns", title: say("title") }} state={query.error ? "error" : "loading"}>
      <Asked query={query}>{() => null}</Asked>
    </Page>
  );
}

function Detail({ campaign }: { campaign: Campaign }) {
  const say = useWords(campaignWords);
  const mayWrite = useMay("campaigns.write");
  const isBefore = isToCome(campaign, mayWrite);
  const preview = usePreview(campaign.id, campaign.revision, isBefore);
  const results = useResults(campaign.id, campaign.state);
  return (
    <Page
      name="campaign"
      title={campaign.spec.name}
      above={{ to: "/campaigns", title: say("title") }}
      aside={<CampaignChip state={campaign.state} />}
      state="loaded"
      actions={<Acts campaign={campaign} gets={preview.data ? gets(preview.data) : undefined} waiting={results.data?.waiting ?? 0} />}
    >
      <Why campaign={campaign} />
      <div className="beside">
        <div className="stack" style={{ minWidth: 0 }}>
          {hasRun(campaign) ? (
            <Running campaign={campaign} />
          ) : (
            <>
              {isBefore ? <WhoGetsIt query={preview} linkOf={(stop) => `/campaigns/${campaign.id}?open=${stop}`} /> : null}
              <History campaign={campaign} />
              <PeopleDrawer id={campaign.id} preview={preview.data} />
            </>
          )}
        </div>
        <aside className="stack">
          <Card title={say("contentTitle")}>
            <SampledPhone text={campaign.spec.variants[0]?.message.text ?? ""} parts={(campaign.spec.variants[0]?.message.attachments ?? []) as Part[]} preview={preview.data} />
          </Card>
          <Arrangement campaign={campaign} />
        </aside>
      </div>
    </Page>
  );
}

function Why({ campaign }: { campaign: Campaign }) {
  const say = useWords(campaignWords);
  if (!campaign.reason) return null;
  return <Alert type="warning" showIcon title={say(campaign.state === "stopped" ? "stoppedBecause" : "backBecause", { why: campaign.reason })} />;
}

function Running({ campaign }: { campaign: Campaign }) {
  const say = useWords(campaignWords);
  const address = useAddress();
  const paging = usePaging();
  const tab = TABS.find((one) => one === address.get("tab")) ?? "progress";
  return (
    <>
      <Tabs
        activeKey={tab}
        onChange={(next) => address.set({ tab: next, outcome: null, gate: null, reason: null, staff: null, ...paging.reset }, false)}
        items={TABS.map((key) => ({ key, label: say(TAB_WORDS[key]) }))}
      />
      {tab === "progress" ? <Progress campaign={campaign} /> : null}
      {tab === "people" ? <Recipients campaign={campaign} /> : null}
      {tab === "staff" ? <StaffParts campaign={campaign} /> : null}
      {tab === "history" ? <History campaign={campaign} /> : null}
    </>
  );
}

function useWhomWords({ spec, audience_n: count }: Campaign): string {
  const say = useWords(campaignWords);
  const segments = useSegments();
  const tags = useTags();
  if (spec.whom.segment_id) return segments.data?.items.find((one) => one.id === spec.whom.segment_id)?.name ?? say("bySegment");
  if (spec.whom.customer_ids) return say("listText", { count: count ?? spec.whom.customer_ids.length });
  const rule = spec.whom.rule as { type?: string; tags?: number[] } | null | undefined;
  if (rule?.type === "everyone") return say("everyone");
  const names = new Map(tags.data?.flatMap((group) => group.tags.map((tag) => [tag.id, tag.name] as const)));
  return rule?.tags?.map((id) => names.get(id)).filter(Boolean).join("、") || say("byRule");
}

function Arrangement({ campaign }: { campaign: Campaign }) {
  const say = useWords(campaignWords);
  const { spec } = campaign;
  return (
    <Card title={say("planTitle")}>
      <Facts
        rows={[
          [say("audience"), useWhomWords(campaign)],
          [say("purpose"), say(spec.purpose ?? "marketing")],
          [say("from"), spec.not_before ? <Moment key="f" at={spec.not_before} /> : say("rightAway")],
          [say("until"), spec.not_after ? <Moment key="u" at={spec.not_after} /> : say("noEnd")],
          ...(spec.holdout ? ([[say("holdout"), `${spec.holdout / 10}%`]] as const) : []),
        ]}
      />
    </Card>
  );
}

function History({ campaign }: { campaign: Campaign }) {
  const say = useWords(campaignWords);
  const steps: [string, string | null | undefined][] = [
    [say("createdBy", { who: campaign.created_by }), campaign.created_at],
    ...(campaign.submitted_by ? [[say("submittedBy", { who: campaign.submitted_by }), null] as [string, null]] : []),
    ...(campaign.approved_by ? [[say("approvedBy", { who: campaign.approved_by }), null] as [string, null]] : []),
    ...(campaign.started_at ? [[say("startedAt"), campaign.started_at] as [string, string]] : []),
    ...(campaign.ended_at ? [[say(campaign.state === "stopped" ? "stoppedAt" : "endedAt"), campaign.ended_at] as [string, string]] : []),
  ];
  return (
    <Card title={say("tabHistory")}>
      <Timeline
        items={steps.map(([what, at]) => ({
          key: what,
          content: <span>{what} {at ? <span className="meta"><Moment at={at} /></span> : null}</span>,
        }))}
      />
    </Card>
  );
}
