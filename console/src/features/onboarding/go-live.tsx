import { Button } from "antd";
import type { ReactNode } from "react";

import { useMay, useMeta } from "@/lib/session";
import { useWords } from "@/lib/words";
import { StateChip } from "@/ui/chips";
import { Copyable } from "@/ui/inputs";
import { Card, Page } from "@/ui/page";

import { onboardingWords } from "./words";

const START = "siyu up";

/** How one leaves the demo for a corp of one's own, as it really is. */
export default function GoLivePage() {
  const say = useWords(onboardingWords);
  const { data: meta } = useMeta();
  const mayImport = useMay("imports.write");
  return (
    <Page
      name="go-live"
      title={say("goLiveTitle")}
      state={meta ? "loaded" : "loading"}
      aside={meta ? <StateChip tone={meta.is_demo ? "amber" : "green"}>{say(meta.is_demo ? "isDemo" : "isReal")}</StateChip> : null}
      actions={<Button type="primary" href="/settings/doctor">{say("toDoctor")}</Button>}
    >
      <p>{say("liveLead")}</p>
      <ol className="stack">
        <Step title={say("step1")} text={say("step1Text")} />
        <Step title={say("step2")} text={say("step2Text")}><Copyable value={START} /></Step>
        <Step title={say("step3")} text={say("step3Text")}><Button href="/settings/doctor">{say("toDoctor")}</Button></Step>
        <Step title={say("step4")} text={say("step4Text")}>
          {mayImport ? <Button href="/settings/imports">{say("toImports")}</Button> : null}
        </Step>
      </ol>
      <Card title={say("keepTitle")}><p>{say("keepText")}</p></Card>
    </Page>
  );
}

function Step({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <li>
      <Card title={title}>
        <div className="stack tight">
          <p className="muted">{text}</p>
          {children ? <div className="row">{children}</div> : null}
        </div>
      </Card>
    </li>
  );
}
