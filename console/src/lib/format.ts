import type { Language } from "./words";

const NONE = "—";

/** 12,034: in tables and on hover. */
export function exact(value: number | null | undefined): string {
  return value === null || value === undefined ? NONE : new Intl.NumberFormat("en-US").format(value);
}

/** 1.2万 / 12K: in cards. Below ten thousand (a thousand thousands in English counts) it is exact. */
export function short(value: number | null | undefined, language: Language): string {
  if (value === null || value === undefined) return NONE;
  const size = Math.abs(value);
  if (language === "zh") {
    if (size >= 1e8) return `${trim(value / 1e8)}亿`;
    if (size >= 1e4) return `${trim(value / 1e4)}万`;
    return exact(value);
  }
  if (size >= 1e9) return `${trim(value / 1e9)}B`;
  if (size >= 1e6) return `${trim(value / 1e6)}M`;
  if (size >= 1e4) return `${trim(value / 1e3)}K`;
  return exact(value);
}

function trim(value: number): string {
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2).replace(/\.?0+$/, "");
}

/** Integer cents as ¥1,234.50; the sign stands before the currency. */
export function money(cents: number | null | undefined): string {
  if (cents === null || cents === undefined) return NONE;
  const value = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(
    Math.abs(cents) / 100,
  );
  return `${cents < 0 ? "−" : ""}¥${value}`;
}

export function moneyShort(cents: number | null | undefined, language: Language): string {
  if (cents === null || cents === undefined) return NONE;
  const yuan = Math.abs(cents) / 100;
  const sign = cents < 0 ? "−" : "";
  return yuan >= 1e4 ? `${sign}¥${short(yuan, language)}` : `${sign}¥${exact(Math.round(yuan))}`;
}

/** A share of 0…1 as 31.2%. */
export function rate(share: number | null | undefined): string {
  return share === null || share === undefined ? NONE : `${(share * 100).toFixed(1)}%`;
}

/** The change from an earlier value: ▲ 12% / ▼ 8%; null where there is nothing to compare with. */
export function change(now: number | null, before: number | null): string | null {
  if (now === null || before === null || before === 0) return null;
  const percent = Math.round(((now - before) / Math.abs(before)) * 100);
  return percent === 0 ? "±0%" : `${percent > 0 ? "▲" : "▼"} ${Math.abs(percent)}%`;
}

export function percentagePoints(now: number, before: number, language: Language): string {
  const points = (now - before) * 100;
  const mark = points > 0 ? "▲" : points < 0 ? "▼" : "±";
  return `${mark} ${Math.abs(points).toFixed(1)}${language === "zh" ? " 个百分点" : " pp"}`;
}

export function duration(seconds: number, language: Language): string {
  const minutes = Math.floor(seconds / 60);
  const rest = Math.round(seconds % 60);
  const hours = Math.floor(minutes / 60);
  if (language === "zh") {
    if (hours) return `${hours} 小时 ${minutes % 60} 分`;
    return minutes ? `${minutes} 分 ${rest} 秒` : `${rest} 秒`;
  }
  if (hours) return `${hours} h ${minutes % 60} min`;
  return minutes ? `${minutes} min ${rest} s` : `${rest} s`;
}
