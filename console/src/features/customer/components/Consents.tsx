import { Button } from "antd";
import { useState } from "react";

import type { Schemas } from "@/lib/api";
import { useMay } from "@/lib/session";
import { useWords } from "@/lib/words";
import { useAct, useTell } from "@/ui/acts";
import { StateChip } from "@/ui/chips";
import { Moment } from "@/ui/numbers";
import { Card } from "@/ui/page";
import { Asked } from "@/ui/states";
import { Pager, usePaging } from "@/ui/table";

import { liftStop, stopContact, useConsentHistory, useConsents } from "../queries";
import { consentWords } from "../consent-words";
import { pastWords } from "../words";
import { NoteConsent, StopContact, Withdraw } from "./ConsentDialogs";
import { CHANNELS, PURPOSES } from "./consents";

type Consent = Schemas["ConsentOut"];
type Stop = Schemas["SuppressionOut"];
type Open = { kind: "note" } | { kind: "stop" } | { kind: "withdraw"; consent: Consent } | null;

/** What the customer agreed to, what is stopped, and the ledger of both. */
export function Consents({ customerId }: { customerId: number }) {
  const say = useWords(consentWords);
  const may = useMay("customers.write");
  const query = useConsents(customerId);
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  return (
    <>
      <Asked query={query} rows={6}>
        {(found) => (
          <div className="grid2">
            <Card title={say("consents")} extra={may ? <Button onClick={() => setOpen({ kind: "note" })}>{say("note")}</Button> : null}>
              {found.consents.length === 0 ? (
                <p className="muted">{say("consentsNone")} · {say("consentsNoneText")}</p>
              ) : (
                <ul className="stack tight">
                  {found.consents.map((one) => (
                    <li key={`${one.purpose} ${one.topic} ${one.channel}`} className="row apart">
                      <ConsentLine consent={one} />
                      {may && one.is_granted ? <Button size="small" onClick={() => setOpen({ kind: "withdraw", consent: one })}>{say("withdraw")}</Button> : null}
                    </li>
                  ))}
                </ul>
              )}
            </Card>
            <Card title={say("stops")} extra={may ? <Button onClick={() => setOpen({ kind: "stop" })}>{say("stop")}</Button> : null}>
              {found.suppressions.length === 0 ? (
                <p className="muted">{say("stopsNone")}</p>
              ) : (
                <ul className="stack tight">
                  {found.suppressions.map((one) => (
                    <StopLine key={one.channel ?? ""} stop={one} customerId={customerId} />
                  ))}
                </ul>
              )}
            </Card>
          </div>
        )}
      </Asked>
      <History customerId={customerId} />
      {open?.kind === "note" ? <NoteConsent customerId={customerId} onClose={close} /> : null}
      {open?.kind === "stop" ? <StopContact customerId={customerId} onClose={close} /> : null}
      {open?.kind === "withdraw" ? <Withdraw customerId={customerId} consent={open.consent} onClose={close} /> : null}
    </>
  );
}

function useNames() {
  const say = useWords(consentWords);
  const sayPast = useWords(pastWords);
  return {
    purpose: (name: string) => {
      const known = PURPOSES.find((one) => one === name);
      return known ? say(`purpose_${known}`) : name;
    },
    channel: (name: string | null) => {
      const known = CHANNELS.find((one) => one === name);
      return known ? sayPast(known) : sayPast("anyChannel");
    },
  };
}

function ConsentLine({ consent }: { consent: Pick<Consent, "purpose" | "channel" | "is_granted" | "notice_version"> & { changed_at: string } }) {
  const say = useWords(consentWords);
  const names = useNames();
  return (
    <span className="row tight">
      <StateChip tone={consent.is_granted ? "green" : "red"}>{say(consent.is_granted ? "granted" : "withdrawn")}</StateChip>
      <strong>{names.purpose(consent.purpose)}</strong>
      <span>{names.channel(consent.channel)}</span>
      <span className="meta"><Moment at={consent.changed_at} /></span>
      {consent.notice_version ? <span className="meta">{say("notice", { n: consent.notice_version })}</span> : null}
    </span>
  );
}

function StopLine({ stop, customerId }: { stop: Stop; customerId: number }) {
  const say = useWords(consentWords);
  const may = useMay("customers.write");
  const names = useNames();
  const { done } = useTell();
  const renews = [["customer", customerId, "consents"]];
  const channel = CHANNELS.find((one) => one === stop.channel) ?? null;
  const back = useAct({ run: () => stopContact(customerId, { channel, reason: stop.reason, until: stop.until }), renews });
  const lift = useAct({ run: () => liftStop(customerId, channel), renews, onDone: () => done(say("lifted"), () => back.mutateAsync()) });
  return (
    <li className="row apart">
      <span className="stack tight">
        <span className="row tight">
          <StateChip tone="violet">{names.channel(stop.channel)}</StateChip>
          <span>{stop.reason}</span>
        </span>
        <span className="meta">
          <Moment at={stop.created_at} /> → {stop.until ? <Moment at={stop.until} /> : say("forGood")}
        </span>
      </span>
      {may ? <Button size="small" loading={lift.isPending} onClick={() => lift.mutate()}>{say("lift")}</Button> : null}
    </li>
  );
}

function History({ customerId }: { customerId: number }) {
  const say = useWords(consentWords);
  const paging = usePaging();
  const query = useConsentHistory(customerId, paging.cursor);
  return (
    <Card title={say("history")} extra={<span className="meta">{say("historyText")}</span>}>
      <Asked query={query} rows={4} isPart>
        {(page) =>
          page.items.length === 0 ? (
            <p className="muted">{say("historyNone")}</p>
          ) : (
            <div className="stack">
              <ol className="stack tight">
                {page.items.map((one) => (
                  <li key={one.id} className="row tight">
                    <ConsentLine consent={{ ...one, changed_at: one.occurred_at }} />
                    <Source name={one.source} />
                  </li>
                ))}
              </ol>
              <Pager paging={paging} next={page.next_cursor} total={page.total} />
            </div>
          )
        }
      </Asked>
    </Card>
  );
}

function Source({ name }: { name: string }) {
  const say = useWords(consentWords);
  const known = (["console", "open_api", "import", "wecom_callback", "h5", "sidebar"] as const).find((one) => one === name) ?? "other";
  return <span className="meta">{say("source", { source: say(`source_${known}`) })}</span>;
}
