import type { Language } from "./words";

let zone = "Asia/Shanghai";

/** The organisation's zone, told by the server; every date is shown and chosen in it. */
export function setZone(name: string): void {
  zone = name;
}

export function zoneName(): string {
  return zone;
}

interface Parts {
  year: number;
  month: number;
  day: number;
  hour: string;
  minute: string;
  second: string;
}

function partsOf(at: Date): Parts {
  const found = Object.fromEntries(
    new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    })
      .formatToParts(at)
      .map((part) => [part.type, part.value]),
  );
  return {
    year: Number(found.year),
    month: Number(found.month),
    day: Number(found.day),
    hour: found.hour ?? "",
    minute: found.minute ?? "",
    second: found.second ?? "",
  };
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function dayWords(parts: Parts, language: Language, withYear: boolean): string {
  if (language === "zh") return `${withYear ? `${parts.year}年` : ""}${parts.month}月${parts.day}日`;
  return `${parts.day} ${MONTHS[parts.month - 1]}${withYear ? ` ${parts.year}` : ""}`;
}

/** 刚刚 · 12 分钟前 · 今天 14:32 · 7月3日 14:32 · 2025年7月3日 — relative up to an hour. */
export function moment(iso: string | null | undefined, language: Language, now: Date = new Date()): string {
  if (!iso) return "—";
  const at = new Date(iso);
  const seconds = (now.getTime() - at.getTime()) / 1000;
  const zh = language === "zh";
  if (seconds >= -5 && seconds < 60) return zh ? "刚刚" : "just now";
  if (seconds >= 60 && seconds < 3600) {
    const minutes = Math.floor(seconds / 60);
    return zh ? `${minutes} 分钟前` : `${minutes} min ago`;
  }
  const [then, today] = [partsOf(at), partsOf(now)];
  const clock = `${then.hour}:${then.minute}`;
  if (then.year === today.year && then.month === today.month && then.day === today.day)
    return zh ? `今天 ${clock}` : `Today ${clock}`;
  if (then.year === today.year) return `${dayWords(then, language, false)} ${clock}`;
  return dayWords(then, language, true);
}

/** The exact second with its zone, for hovering. */
export function exactMoment(iso: string | null | undefined, language: Language): string {
  if (!iso) return "—";
  const parts = partsOf(new Date(iso));
  return `${dayWords(parts, language, true)} ${parts.hour}:${parts.minute}:${parts.second} (${zone})`;
}

export function clock(iso: string): string {
  const parts = partsOf(new Date(iso));
  return `${parts.hour}:${parts.minute}:${parts.second}`;
}

export function dayOf(iso: string | null | undefined, language: Language): string {
  return iso ? dayWords(partsOf(new Date(iso)), language, true) : "—";
}

/** A calendar day such as 2026-07-03, as people say it. */
export function plainDay(day: string, language: Language): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return dayWords({ year, month, day: date, hour: "", minute: "", second: "" }, language, false);
}

/** Today in the organisation's zone, as 2026-07-03, moved by so many days. */
export function today(moved = 0, now: Date = new Date()): string {
  const parts = partsOf(now);
  const at = new Date(Date.UTC(parts.year, parts.month - 1, parts.day + moved));
  return at.toISOString().slice(0, 10);
}

/** A calendar day moved by so many days. */
export function dayMoved(day: string, moved: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + moved * 86_400_000).toISOString().slice(0, 10);
}

/** The instant at which a calendar day (2026-07-03) begins in the organisation's zone, moved by so many days. */
export function dayStart(day: string, moved = 0): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const wanted = Date.UTC(year, month - 1, date + moved);
  const there = partsOf(new Date(wanted));
  const shown = Date.UTC(there.year, there.month - 1, there.day, Number(there.hour), Number(there.minute));
  return new Date(wanted - (shown - wanted)).toISOString();
}
