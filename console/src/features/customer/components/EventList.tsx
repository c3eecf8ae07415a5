import { Link } from "react-router";

import { clock, dayOf } from "@/lib/dates";
import { money } from "@/lib/format";
import { useLanguage, useWords } from "@/lib/words";
import { StateChip, type Tone } from "@/ui/chips";
import { useStaffNames, useTagGroups } from "@/ui/lookups";
import { Moment } from "@/ui/numbers";

import { byDay, lookOf, textOf, type Look } from "../events";
import type { Happened } from "../queries";
import { isReason, reasonWords } from "../reasons";
import { pastWords } from "../words";

const TONES: Record<Look, Tone> = { got: "green", waiting: "amber", withheld: "grey", failed: "red", answered: "blue", other: "blue" };
const CHANNELS = ["wecom", "sms", "voice", "email", "official_account", "mini_program", "whatsapp"] as const;
const ORIGINS = ["journey", "campaign", "welcome", "group", "manual", "service"] as const;

/** Events by day, newest first; what was not sent stands beside what was, with its reason. */
export function EventList({ items, label }: { items: Happened[]; label: string }) {
  const [language] = useLanguage();
  return (
    <div className="stack" aria-label={label} role="group">
      {byDay(items, (iso) => dayOf(iso, language)).map(([day, rows]) => (
        <section key={day} className="card">
          <h2>{day}</h2>
          <ol className="stack tight">
            {rows.map((item) => (
              <EventLine key={item.id} item={item} />
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

function EventLine({ item }: { item: Happened }) {
  const say = useWords(pastWords);
  const [language] = useLanguage();
  const staff = useStaffNames();
  const look = lookOf(item.name);
  const member = item.staff_id === null ? undefined : staff.get(item.staff_id);
  return (
    <li className="row" data-event={item.name} style={{ alignItems: "baseline", flexWrap: "nowrap" }}>
      <time className="meta" dateTime={item.occurred_at} style={{ minWidth: 64 }}>{clock(item.occurred_at)}</time>
      <span className="row tight grow">
        {look === "other" ? <span>{item[language]}</span> : <StateChip tone={TONES[look]}>{item[language]}</StateChip>}
        {item.is_interaction ? <StateChip tone="green">{say("act")}</StateChip> : null}
        <Details item={item} />
        {member ? <span className="meta">{member}</span> : null}
        {item.occurred_basis === "exact" ? null : <span className="meta">{say("approx")}</span>}
      </span>
    </li>
  );
}

/** What an event says about itself: channel, what it belongs to, its reason; never a bare code. */
function Details({ item }: { item: Happened }) {
  const say = useWords(pastWords);
  const why = useWords(reasonWords);
  const groups = useTagGroups();
  const channel = CHANNELS.find((one) => one === textOf(item, "channel"));
  const origin = ORIGINS.find((one) => one === textOf(item, "origin"));
  const reason = textOf(item, "reason");
  const campaign = textOf(item, "campaign");
  const until = textOf(item, "until_at");
  const cents = Number(textOf(item, "paid_cents") || textOf(item, "total_cents") || textOf(item, "cents") || NaN);
  const tag = item.name.startsWith("tag_") ? tagName(Number(textOf(item, "tag"))) : null;

  function tagName(id: number): string {
    const found = groups.data?.flatMap((group) => group.tags).find((one) => one.id === id);
    return found ? say("tagOf", { tag: found.name }) : say("tagGone");
  }

  return (
    <>
      {tag ? <span>{tag}</span> : null}
      {Number.isFinite(cents) ? <span>{money(cents)}</span> : null}
      {isReason(reason) ? <span data-reason={reason}>{why(reason)}</span> : null}
      {until ? <span className="meta"><Moment at={until} /></span> : null}
      {origin ? <span className="meta">{say(`origin_${origin}`)}</span> : null}
      {channel ? <span className="meta">{say(channel)}</span> : null}
      {campaign ? <Link to={`/campaigns/${campaign}`}>{say("campaign")}</Link> : null}
    </>
  );
}
