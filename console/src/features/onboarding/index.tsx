import { CloseOutlined, DownOutlined, FlagOutlined, MobileOutlined, UpOutlined } from "@ant-design/icons";
import { Button, Progress } from "antd";
import { useState } from "react";
import { Link, useLocation } from "react-router";

import { useMay, useMeta } from "@/lib/session";
import { useSaid, useWords } from "@/lib/words";
import { StateChip, type Tone } from "@/ui/chips";

import { useHighlight } from "./highlight";
import { useDismiss, useFirstSteps, useSkip, type Step } from "./queries";
import { shownAt } from "./showing";
import { onboardingWords } from "./words";

const TONES: Record<Step["state"], Tone> = { open: "blue", done: "green", skipped: "grey" };
const FOLDED = "siyu.first-steps";

/** The checklist in the corner: done by doing, each step can be shown, passed over and taken up again. */
export default function FirstSteps() {
  const say = useWords(onboardingWords);
  const { data } = useFirstSteps();
  const { data: meta } = useMeta();
  const dismiss = useDismiss();
  const isHome = useLocation().pathname === "/overview";
  const [kept, setKept] = useState(() => localStorage.getItem(FOLDED));
  // Where work is done it stays small unless somebody opens it: it must not lie over what one came for.
  const isFolded = kept === null ? !isHome : kept === "yes";
  useHighlight(say("here"));
  if (!data || data.steps.length === 0) return null;
  const isNew = meta?.is_demo || data.done_n < data.steps.length;
  if (!isNew) return null;
  if (data.is_dismissed)
    return (
      <div style={{ position: "fixed", right: 24, bottom: 24, zIndex: 30 }}>
        <Button icon={<FlagOutlined />} onClick={() => dismiss.mutate(false)} loading={dismiss.isPending} aria-label={say("reopen")} title={say("reopen")} />
      </div>
    );
  const fold = () => {
    const next = isFolded ? "no" : "yes";
    localStorage.setItem(FOLDED, next);
    setKept(next);
  };
  return (
    <aside className="card first-steps stack tight" aria-label={say("title")} data-part="first-steps" data-done={data.done_n}>
      <div className="row apart">
        <strong>{say("title")}</strong>
        <span>
          <Button type="text" size="small" icon={isFolded ? <UpOutlined /> : <DownOutlined />} onClick={fold} aria-expanded={!isFolded} aria-label={say(isFolded ? "unfold" : "fold")} />
          <Button type="text" size="small" icon={<CloseOutlined />} onClick={() => dismiss.mutate(true)} aria-label={say("close")} />
        </span>
      </div>
      <span className="meta">{say("progress", { done: data.done_n, all: data.steps.length })}</span>
      <Progress percent={(100 * data.done_n) / data.steps.length} showInfo={false} size="small" aria-label={say("title")} />
      {isFolded ? null : <Steps steps={data.steps} phones={meta?.phones_url} />}
    </aside>
  );
}

function Steps({ steps, phones }: { steps: Step[]; phones: string | null | undefined }) {
  const say = useWords(onboardingWords);
  const mayLive = useMay("settings.read");
  const next = steps.findIndex(({ state }) => state === "open");
  return (
    <>
      <ol className="stack tight">
        {steps.map((step, n) => (
          <One key={step.code} step={step} isNext={n === next} />
        ))}
      </ol>
      {steps.every(({ state }) => state !== "open") ? <p className="muted">{say("allDone")}</p> : null}
      <div className="row">
        {phones ? <Button size="small" icon={<MobileOutlined />} href={phones} target="_blank" rel="noreferrer">{say("phones")}</Button> : null}
        {mayLive ? <Link to="/settings/go-live">{say("goLive")}</Link> : null}
      </div>
    </>
  );
}

/** Only the next step and those passed over show what else can be done with them. */
function One({ step, isNext }: { step: Step; isNext: boolean }) {
  const say = useWords(onboardingWords);
  const said = useSaid();
  const skip = useSkip();
  const shown = shownAt(step.code);
  return (
    <li className="stack" style={{ gap: 2 }} data-step={step.code} data-step-state={step.state}>
      <span className="row apart">
        <Link to={step.link} style={step.state === "open" ? undefined : { color: "var(--tertiary)" }}>{said(step)}</Link>
        <StateChip tone={TONES[step.state]}>{say(step.state)}</StateChip>
      </span>
      {isNext || step.state === "skipped" ? (
        <span className="row">
          {step.state === "open" && shown ? <Link className="meta" to={shown}>{say("show")}</Link> : null}
          <Button
            type="link"
            size="small"
            style={{ padding: 0, fontSize: 12 }}
            loading={skip.isPending}
            onClick={() => skip.mutate({ step: step.code, is_skipped: step.state === "open" })}
            aria-label={`${say(step.state === "open" ? "skip" : "resume")} · ${said(step)}`}
          >
            {say(step.state === "open" ? "skip" : "resume")}
          </Button>
        </span>
      ) : null}
    </li>
  );
}
