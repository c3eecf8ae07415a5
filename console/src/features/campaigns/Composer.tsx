import { Alert, Button, Input } from "antd";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";

import { zoneName } from "@/lib/dates";
import { exact } from "@/lib/format";
import { useMay } from "@/lib/session";
import { useAddress } from "@/lib/url";
import { useWords } from "@/lib/words";
import { useAct, useTell } from "@/ui/acts";
import { Card, Page } from "@/ui/page";
import { Asked, Empty, NoRight } from "@/ui/states";

import { PeopleDrawer } from "./components/PeopleDrawer";
import { gets, WhoGetsIt } from "./components/Preview";
import { What } from "./components/What";
import { When } from "./components/When";
import { Whom } from "./components/Whom";
import { save, submit, useCampaign, usePreviewOf, type Campaign } from "./queries";
import { draftOf, EMPTY, missingIn, specOf, type Draft, type Missing } from "./spec";
import { campaignWords } from "./words";

export default function ComposerPage() {
  const { id } = useParams();
  const query = useCampaign(id ? Number(id) : null);
  const say = useWords(campaignWords);
  const mayWrite = useMay("campaigns.write");
  const isClosed = !mayWrite || (query.data !== undefined && query.data.state !== "draft");
  if (isClosed) return <Closed campaign={query.data} />;
  if (!id) return <Composer key="new" campaign={undefined} />;
  if (query.data) return <Composer key={query.data.id} campaign={query.data} />;
  return (
    <Page name="campaign-composer" title={say("editTitle")} state={query.error ? "error" : "loading"}>
      <Asked query={query}>{() => null}</Asked>
    </Page>
  );
}

/** What was submitted is read on its own page. */
function Closed({ campaign }: { campaign: Campaign | undefined }) {
  const say = useWords(campaignWords);
  return (
    <Page name="campaign-composer" title={say("editTitle")} above={{ to: "/campaigns", title: say("title") }} state="error">
      {campaign ? <Empty picture="none" title={campaign.spec.name} text={say(campaign.state)} actions={<Link to={`/campaigns/${campaign.id}`}>{say("look")}</Link>} /> : <NoRight sentence={say("make")} />}
    </Page>
  );
}

function useFirstDraft(campaign: Campaign | undefined): Draft {
  const address = useAddress();
  if (campaign) return draftOf(campaign.spec, zoneName());
  const segmentId = Number(address.get("segment")) || null;
  const customerIds = address.ids("customer");
  return { ...EMPTY, segmentId, customerIds, kind: customerIds.length ? "list" : "segment" };
}

/** One page, three columns; below them who gets it, and the button that carries the count. */
function Composer({ campaign }: { campaign: Campaign | undefined }) {
  const say = useWords(campaignWords);
  const go = useNavigate();
  const { done } = useTell();
  const first = useFirstDraft(campaign);
  const [draft, setDraft] = useState(first);
  const [kept, setKept] = useState(campaign ? JSON.stringify(first) : "");
  const [isTold, setTold] = useState(false);
  const isChanged = JSON.stringify(draft) !== kept;
  const preview = usePreviewOf(campaign);
  const missing = missingIn(draft);
  const saving = useAct({
    run: (wanted: Draft) => save(specOf(wanted, zoneName(), campaign?.spec), campaign),
    renews: [["campaigns"]],
    onDone: (found: Campaign, wanted: Draft) => {
      setKept(JSON.stringify(wanted));
      done(say("saved"));
      if (!campaign) void go(`/campaigns/${found.id}/edit`, { replace: true });
    },
  });
  const submitting = useAct({
    run: (id: number) => submit(id),
    renews: [["campaigns"]],
    onDone: (found: Campaign) => {
      done(say("submitDone"));
      void go(`/campaigns/${found.id}`);
    },
  });
  const change = (changes: Partial<Draft>) => setDraft((before) => ({ ...before, ...changes }));
  const keep = () => {
    setTold(true);
    if (missing.length === 0) saving.mutate(draft);
  };
  const isAtRest = campaign !== undefined && !isChanged;
  return (
    <Page
      name="campaign-composer"
      title={say(campaign ? "editTitle" : "newTitle")}
      above={{ to: "/campaigns", title: say("title") }}
      state="loaded"
      actions={
        <span className="row">
          <Button type={isAtRest ? "default" : "primary"} loading={saving.isPending} disabled={isAtRest} onClick={keep}>{say("saveDraft")}</Button>
          {campaign ? <Submit count={preview.data && gets(preview.data)} isReady={isAtRest} isBusy={submitting.isPending} onSubmit={() => submitting.mutate(campaign.id)} /> : null}
        </span>
      }
    >
      <Notes reason={campaign?.reason} missing={isTold ? missing : []} />
      <Input
        aria-label={say("name")}
        placeholder={`${say("name")} · ${say("nameHint")}`}
        maxLength={100}
        status={isTold && missing.includes("name") ? "error" : undefined}
        value={draft.name}
        onChange={(event) => change({ name: event.target.value })}
      />
      <div className="columns3">
        <Whom draft={draft} change={change} />
        <What draft={draft} change={change} preview={preview.data} />
        <When draft={draft} change={change} preview={preview.data} />
      </div>
      {campaign ? (
        <>
          <WhoGetsIt query={preview} isStale={isChanged} linkOf={(stop) => `/campaigns/${campaign.id}/edit?open=${stop}`} />
          <PeopleDrawer id={campaign.id} preview={preview.data} />
        </>
      ) : (
        <Card title={say("whoTitle")}><p className="muted">{say("whoText")}</p></Card>
      )}
    </Page>
  );
}

interface SubmitProps {
  count: number | undefined;
  isReady: boolean;
  isBusy: boolean;
  onSubmit: () => void;
}

/** The button carries the count of the list below; it waits until that list is the draft's. */
function Submit({ count, isReady, isBusy, onSubmit }: SubmitProps) {
  const say = useWords(campaignWords);
  return (
    <Button type={isReady ? "primary" : "default"} data-submit={count} disabled={!isReady || !count} loading={isBusy} onClick={onSubmit}>
      {say("submitTo", { shown: count === undefined ? "…" : exact(count) })}
    </Button>
  );
}

function Notes({ reason, missing }: { reason: string | null | undefined; missing: Missing[] }) {
  const say = useWords(campaignWords);
  return (
    <>
      {reason ? <Alert type="warning" showIcon title={say("backBecause", { why: reason })} /> : null}
      {missing.length ? <Alert type="error" showIcon title={missing.map((one) => say(`missing_${one}`)).join(" · ")} /> : null}
    </>
  );
}
