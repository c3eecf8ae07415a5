import { App, Button } from "antd";

import { useSaid, useWords } from "@/lib/words";
import { useAct } from "@/ui/acts";
import { StateChip, type Tone } from "@/ui/chips";
import { Copyable } from "@/ui/inputs";
import { Moment } from "@/ui/numbers";
import { Facts } from "@/ui/page";
import { uiWords } from "@/ui/words";

import { checkLine, isWaitingLive, skipLine, type Doctor, type Line } from "../queries";
import { doctorWords } from "../words";

const TONES: Record<Line["state"], Tone> = { unchecked: "grey", pass: "green", needs_work: "red", skipped: "grey" };

interface LineProps {
  line: Line;
  doctor: Doctor;
  mayCheck: boolean;
  onAnswer: (doctor: Doctor) => void;
}

/** One line: how it stands, and where it does not pass, exactly how to mend it. */
export function DoctorLine({ line, doctor, mayCheck, onAnswer }: LineProps) {
  const say = useWords(doctorWords);
  const said = useSaid();
  const check = useAct({ run: () => checkLine(doctor.corp_id, line.code), onDone: onAnswer, renews: [["notices"]] });
  const skip = useAct({ run: () => skipLine(doctor.corp_id, line.code), onDone: onAnswer });
  const waits = line.waits_for.map((code) => doctor.lines.find((one) => one.code === code)).filter((one) => one !== undefined);
  return (
    <li className="card stack tight" data-line={line.code} data-line-state={line.state}>
      <div className="row apart">
        <span className="row grow">
          <span className="muted">{line.number}</span>
          <strong>{said(line)}</strong>
          <StateChip tone={TONES[line.state]}>{say(`state_${line.state}`)}</StateChip>
          {line.can_skip && line.state !== "skipped" ? <span className="meta">{say("optional")}</span> : null}
          {line.checked_at ? <span className="meta">{say("checked")} <Moment at={line.checked_at} /></span> : null}
        </span>
        {mayCheck ? (
          <span className="row">
            {line.can_skip && line.state !== "skipped" && line.state !== "pass" ? <Button size="small" type="text" onClick={() => skip.mutate()}>{say("skip")}</Button> : null}
            <Button size="small" loading={check.isPending} onClick={() => check.mutate()}>{say("recheck")}</Button>
          </span>
        ) : null}
      </div>
      {waits.length && line.state !== "pass" ? <p className="meta">{say("waits", { lines: waits.map(said).join(said({ zh: "、", en: ", " })) })}</p> : null}
      {line.state === "needs_work" ? <Remedy line={line} /> : null}
      {isWaitingLive(line) ? <p role="status">{say(line.code === "callback" ? "listening" : "listeningEvent")}</p> : null}
    </li>
  );
}

function Remedy({ line }: { line: Line }) {
  const say = useWords(doctorWords);
  const ui = useWords(uiWords);
  const said = useSaid();
  const { message } = App.useApp();
  const cause = line.cause_zh && line.cause_en ? said({ zh: line.cause_zh, en: line.cause_en }) : null;
  const remedy = line.remedy_zh && line.remedy_en ? said({ zh: line.remedy_zh, en: line.remedy_en }) : say("noRemedy");
  const where = said({ zh: line.where_zh, en: line.where_en });
  const text = [
    say("messageHead", { line: said(line) }),
    cause,
    `${say("remedy")}: ${remedy}`,
    `${say("where")}: ${where}`,
    ...line.copies.map((one) => `${said(one)}: ${one.value}`),
  ].filter(Boolean).join("\n");
  return (
    <div className="stack tight">
      {cause ? <p>{cause}</p> : null}
      <Facts
        rows={[
          [say("remedy"), remedy],
          ...line.copies.map((one) => [said(one), <Copyable key={one.value} value={one.value} />] as const),
          [say("where"), where],
          [say("who"), said({ zh: line.who_zh, en: line.who_en })],
          ...(line.red_since ? [[say("redSince"), <Moment key="since" at={line.red_since} />] as const] : []),
        ]}
      />
      <div className="row">
        <Button size="small" onClick={() => void navigator.clipboard.writeText(text).then(() => message.success(ui("copied")))}>{say("asMessage")}</Button>
        {Object.keys(line.raw).length ? (
          <details>
            <summary className="meta" style={{ cursor: "pointer", padding: "4px 0" }}>{say("raw")}</summary>
            <pre className="meta" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere", margin: 0 }}>{JSON.stringify(line.raw, null, 2)}</pre>
          </details>
        ) : null}
      </div>
    </div>
  );
}
