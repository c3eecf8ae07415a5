import { useQueryClient } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { useEffect, useRef, useState } from "react";
import { Link } from "react-router";

import { useMay } from "@/lib/session";
import { useAddress } from "@/lib/url";
import { useWords } from "@/lib/words";
import { useTell } from "@/ui/acts";
import { StateChip } from "@/ui/chips";
import { OfCorp } from "@/ui/corps";
import { Page, Total } from "@/ui/page";
import { Asked, Empty } from "@/ui/states";

import { DoctorLine } from "./components/Line";
import { checkLine, isWaitingLive, useDoctor, useLiveLine, type Doctor } from "./queries";
import { doctorWords } from "./words";

const FILTERS = ["needs_work", "unchecked", "pass"] as const;

export default function DoctorPage() {
  const say = useWords(doctorWords);
  return (
    <Page name="doctor" title={say("title")} actions={<Link to="/settings/wecom">{say("setUp")}</Link>} state="loaded">
      <OfCorp>{(corp, choice) => <Lines key={corp.id} corp={corp.id} choice={choice} />}</OfCorp>
    </Page>
  );
}

function Lines({ corp, choice }: { corp: number; choice: React.ReactNode }) {
  const client = useQueryClient();
  const query = useDoctor(corp);
  const say = useWords(doctorWords);
  const address = useAddress();
  const mayCheck = useMay("corps.write");
  const state = FILTERS.find((one) => one === address.get("state"));
  const keep = (answer: Doctor) => client.setQueryData(["doctor", corp], answer);
  useLiveLine(corp, mayCheck ? query.data?.lines.find(isWaitingLive) : undefined, keep);
  return (
    <Asked query={query} rows={14}>
      {(doctor) => {
        const shown = doctor.lines.filter((line) => !state || line.state === state);
        return (
        <>
          <div className="row apart">
            <div className="row">{choice}<Verdict doctor={doctor} /><Total total={shown.length} /></div>
            {mayCheck ? <CheckAll doctor={doctor} onAnswer={keep} /> : null}
          </div>
          <div><Segmented value={state ?? ""} onChange={(next) => address.set({ state: next })} options={[{ value: "", label: say("everyLine") }, ...FILTERS.map((value) => ({ value: value as string, label: say(`state_${value}`) }))]} /></div>
          {shown.length === 0 ? <Empty picture="done" title={say("noneSuch")} /> : null}
          <ol className="stack tight">
            {shown.map((line) => (
              <DoctorLine key={line.code} line={line} doctor={doctor} mayCheck={mayCheck} onAnswer={keep} />
            ))}
          </ol>
        </>
        );
      }}
    </Asked>
  );
}

function Verdict({ doctor }: { doctor: Doctor }) {
  const say = useWords(doctorWords);
  if (doctor.needs_work_n) return <StateChip tone="red">{say("needsWork", { count: doctor.needs_work_n })}</StateChip>;
  if (doctor.unchecked_n) return <StateChip tone="grey">{say("unchecked", { count: doctor.unchecked_n })}</StateChip>;
  return <StateChip tone="green">{say("allWell")}</StateChip>;
}

/** One after the other, as they depend on each other; each answer is shown at once. */
function CheckAll({ doctor, onAnswer }: { doctor: Doctor; onAnswer: (doctor: Doctor) => void }) {
  const say = useWords(doctorWords);
  const { failed } = useTell();
  const [isBusy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      for (const line of doctor.lines) if (line.state !== "skipped") onAnswer(await checkLine(doctor.corp_id, line.code));
    } catch (error) {
      failed(error);
    }
    setBusy(false);
  };
  const begun = useRef(false);
  useEffect(() => {
    // Nobody has looked yet: the first visit checks by itself.
    if (begun.current || doctor.unchecked_n < doctor.lines.length) return;
    begun.current = true;
    void run();
  });
  return <Button type="primary" loading={isBusy} onClick={() => void run()}>{say("checkAll")}</Button>;
}
