import type { Language } from "@/lib/words";

import type { Happened } from "./queries";

export type Look = "got" | "waiting" | "withheld" | "failed" | "answered" | "other";

const LOOKS: Record<string, Look> = {
  message_planned: "waiting",
  message_held: "waiting",
  message_submitted: "waiting",
  message_confirmed: "waiting",
  message_skipped: "withheld",
  message_delivered: "got",
  message_failed: "failed",
  message_unknown: "failed",
  message_opened: "answered",
  message_clicked: "answered",
  message_replied: "answered",
  message_complained: "answered",
};

export const REACHES = ["got", "withheld", "waiting", "failed", "answered"] as const;

/** What became of a message, told from the event's name. */
export function lookOf(name: string): Look {
  return LOOKS[name] ?? "other";
}

/** The events of a fate, as the timeline is asked for them. */
export function namesOf(look: Look): string[] {
  return Object.keys(LOOKS).filter((name) => LOOKS[name] === look);
}

/** Names of events in the reader's language, as far as the given ones show them. */
export function eventTitles(items: Happened[] | undefined, language: Language): Map<string, string> {
  return new Map(items?.map((item) => [item.name, item[language]]));
}

/** A property as text; nothing for those that are not plain. */
export function textOf(item: Happened, key: string): string {
  const value: unknown = item.properties[key];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** The days of a list of moments that is sorted by time, in order, with their rows. */
export function byDay<T extends { occurred_at: string }>(items: readonly T[], dayOf: (iso: string) => string): [string, T[]][] {
  const days: [string, T[]][] = [];
  for (const item of items) {
    const day = dayOf(item.occurred_at);
    const last = days.at(-1);
    if (last?.[0] === day) last[1].push(item);
    else days.push([day, [item]]);
  }
  return days;
}
