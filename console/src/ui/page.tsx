import { useEffect, type ReactNode } from "react";
import { Link } from "react-router";

import { useWords } from "@/lib/words";

import { uiWords } from "./words";

interface PageProps {
  name: string;
  title: ReactNode;
  /** For the tab of the browser, where the title is not plain text. */
  plainTitle?: string;
  aside?: ReactNode;
  actions?: ReactNode;
  above?: { to: string; title: string };
  state?: "loaded" | "empty" | "error" | "loading";
  children: ReactNode;
}

/** The frame of every page: where one is, what it is, what one can do, then the page itself. */
export function Page({ name, title, plainTitle, aside, actions, above, state, children }: PageProps) {
  const heading = plainTitle ?? (typeof title === "string" ? title : "");
  const say = useWords(uiWords);
  useEffect(() => {
    if (heading) document.title = `${heading} · ${say("product")}`;
  }, [heading, say]);
  return (
    <div className="page" data-page={name} data-state={state}>
      <header className="page-head">
        <div className="grow">
          {above ? (
            <Link to={above.to} className="muted">
              {above.title} /
            </Link>
          ) : null}
          <h1>{title}</h1>
          {aside}
        </div>
        {actions}
      </header>
      {children}
    </div>
  );
}

export function Card({ title, extra, children }: { title?: ReactNode; extra?: ReactNode; children: ReactNode }) {
  return (
    <section className="card">
      {title ? (
        <div className="row apart" style={{ marginBottom: 12 }}>
          <h2 style={{ fontSize: 16, lineHeight: "24px", fontWeight: 600, margin: 0 }}>{title}</h2>
          {extra}
        </div>
      ) : null}
      {children}
    </section>
  );
}

/** Names and values of one thing. */
export function Facts({ rows }: { rows: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="facts">
      {rows.map(([name, value], n) => (
        <Fact key={`${n}:${name}`} name={name} value={value} />
      ))}
    </dl>
  );
}

function Fact({ name, value }: { name: string; value: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

/** How many rows a list has in all; `data-total` holds it exactly, unless it is only a lower bound. */
export function Total({ total, isMore = false }: { total: number | null | undefined; isMore?: boolean }) {
  const say = useWords(uiWords);
  if (total === null || total === undefined) return null;
  const shown = new Intl.NumberFormat("en-US").format(total);
  return (
    <span className="muted" data-total={isMore ? undefined : total}>
      {say(isMore ? "moreThan" : "totalShown", { shown })}
    </span>
  );
}
