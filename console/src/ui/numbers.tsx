import { Tooltip } from "antd";
import type { ReactNode } from "react";
import { Link } from "react-router";

import { exactMoment, moment } from "@/lib/dates";
import { exact, money, moneyShort, short } from "@/lib/format";
import { useLanguage, useWords } from "@/lib/words";

import { uiWords } from "./words";

/** A count; exact in tables, short on cards with the exact value on hover. */
export function Count({ value, isShort = false }: { value: number | null | undefined; isShort?: boolean }) {
  const [language] = useLanguage();
  const shown = isShort ? short(value, language) : exact(value);
  return isShort && shown !== exact(value) ? <Tooltip title={exact(value)}>{shown}</Tooltip> : <>{shown}</>;
}

export function Money({ cents, isShort = false }: { cents: number | null | undefined; isShort?: boolean }) {
  const [language] = useLanguage();
  if (!isShort) return <span className="num">{money(cents)}</span>;
  return <Tooltip title={money(cents)}>{moneyShort(cents, language)}</Tooltip>;
}

export function Moment({ at }: { at: string | null | undefined }) {
  const [language] = useLanguage();
  if (!at) return <>—</>;
  return (
    <Tooltip title={exactMoment(at, language)}>
      <time dateTime={at}>{moment(at, language)}</time>
    </Tooltip>
  );
}

interface NumberLinkProps {
  value: number | null | undefined;
  to: string;
  children?: ReactNode;
  label?: string;
}

/** A number that opens the rows behind it; `data-number` holds it exactly. */
export function NumberLink({ value, to, children, label }: NumberLinkProps) {
  if (value === null || value === undefined) return <>{children ?? "—"}</>;
  return (
    <Link className="number-link" to={to} data-number={value} aria-label={label ? `${label} ${exact(value)}` : undefined}>
      {children ?? <Count value={value} />}
    </Link>
  );
}

/** How old the figures are: grey up to five minutes, then amber, red after half an hour. */
export function Freshness({ at, now = new Date() }: { at: string | null | undefined; now?: Date }) {
  const say = useWords(uiWords);
  const [language] = useLanguage();
  if (!at) return null;
  const minutes = Math.floor((now.getTime() - new Date(at).getTime()) / 60_000);
  const tone = minutes >= 30 ? "red" : minutes >= 5 ? "amber" : "grey";
  return (
    <Tooltip title={exactMoment(at, language)}>
      <span className={`chip ${tone}`} data-fresh={tone}>
        {tone === "grey" ? say("fresh", { at: moment(at, language, now) }) : say("late", { minutes })}
      </span>
    </Tooltip>
  );
}
