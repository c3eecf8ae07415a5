import { inboxWords } from "./words";

type Word = (typeof inboxWords)["keys"][number];

/** The event in people's words: the finer name first, then the coarser. */
export function eventWord(event: string, change: string): Word {
  const known = [`ev_${change}`, `ev_${event}`].find((key) => (inboxWords.keys as readonly string[]).includes(key));
  return (known as Word | undefined) ?? "ev_other";
}

/** Why it stopped, in people's words; the technical ones stay folded beneath. */
export function reasonWord(reason: string): Word {
  if (/timeout|timed out|connect/i.test(reason)) return "why_timeout";
  if (/errcode|wecom|refus/i.test(reason)) return "why_wecom";
  if (/died|killed|lease/i.test(reason)) return "why_died";
  if (/integrity|validation|decode|missing|unknown/i.test(reason)) return "why_data";
  return "why_other";
}
