import { Button, Skeleton } from "antd";
import { useEffect, useState, type ReactNode } from "react";
import { Link } from "react-router";

import { Refusal } from "@/lib/api";
import { useWords } from "@/lib/words";

import { Picture, type PictureName } from "./pictures";
import { uiWords } from "./words";

interface EmptyProps {
  picture: PictureName;
  title: string;
  text?: string;
  actions?: ReactNode;
}

/** One of the six kinds of nothing: first time, filtered away, done, not connected, no right, withheld. */
export function Empty({ picture, title, text, actions }: EmptyProps) {
  return (
    <section className="empty" data-state="empty">
      <Picture name={picture} />
      <h2>{title}</h2>
      {text ? <p>{text}</p> : null}
      {actions ? <div className="row">{actions}</div> : null}
    </section>
  );
}

export function FilteredToNothing({ onClear, text }: { onClear: () => void; text?: string }) {
  const say = useWords(uiWords);
  return (
    <Empty
      picture="none"
      title={say("filtersNone")}
      text={text}
      actions={<Button onClick={onClear}>{say("filtersClear")}</Button>}
    />
  );
}

/** What went wrong, in the product's words, with a way on. `isPart` for one card of a page. */
export function Failed({ error, onRetry, isPart = false }: { error: unknown; onRetry?: () => void; isPart?: boolean }) {
  const say = useWords(uiWords);
  const refusal = error instanceof Refusal ? error : null;
  if (refusal?.status === 403 || refusal?.status === 404) return <NoRight sentence={refusal.message} />;
  const text = refusal ? refusal.message || say("noConnection") : say("unexpected");
  return (
    <section className="empty" role="alert" data-state="error">
      {isPart ? null : <Picture name="error" />}
      <h2>{say(isPart ? "partErrorTitle" : "errorTitle")}</h2>
      <p>{text}</p>
      {onRetry ? <Button onClick={onRetry}>{say("retry")}</Button> : null}
    </section>
  );
}

export function NoRight({ sentence }: { sentence: string }) {
  const say = useWords(uiWords);
  return (
    <section className="empty" data-state="no-right">
      <Picture name="no-right" />
      <h2>{say("noRightTitle")}</h2>
      <p>{sentence}</p>
      <Link to="/">{say("home")}</Link>
    </section>
  );
}

export function NotFound() {
  const say = useWords(uiWords);
  return (
    <Empty
      picture="none"
      title={say("notFoundTitle")}
      text={say("notFoundText")}
      actions={<Link to="/">{say("home")}</Link>}
    />
  );
}

/** Nothing for 200 ms, then a skeleton in the final shape, after three seconds also a word. */
export function Waiting({ rows = 8 }: { rows?: number }) {
  const say = useWords(uiWords);
  const [since, setSince] = useState(0);
  useEffect(() => {
    const timers = [200, 3000].map((after) => setTimeout(() => setSince(after), after));
    return () => timers.forEach(clearTimeout);
  }, []);
  return (
    <div data-state="loading" aria-busy="true" style={{ minHeight: rows * 32 }}>
      <span className="sr">{say("loading")}</span>
      {since >= 200 ? <Skeleton active title={false} paragraph={{ rows }} /> : null}
      {since >= 3000 ? <p className="meta">{say("slow")}</p> : null}
    </div>
  );
}

interface AskedProps<T> {
  query: { data: T | undefined; error: unknown; isPending: boolean; refetch: () => unknown };
  rows?: number;
  isPart?: boolean;
  children: (data: T) => ReactNode;
}

/** The four fates of a question: waiting, refused, answered. Data once shown stays while it is asked again. */
export function Asked<T>({ query, rows, isPart, children }: AskedProps<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <Failed error={query.error} onRetry={() => void query.refetch()} isPart={isPart} />;
  return <Waiting rows={rows} />;
}
