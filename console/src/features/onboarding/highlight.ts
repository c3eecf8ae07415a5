import { useEffect } from "react";
import { useLocation } from "react-router";

import { findShown } from "./showing";

const TRIES = 40;
const EVERY_MS = 150;
const SHOWN_MS = 6_000;

/** While the address says `show=…`, that thing is framed for six seconds, brought into view and focused. */
export function useHighlight(label: string): void {
  const { pathname, search } = useLocation();
  useEffect(() => {
    const show = new URLSearchParams(search).get("show");
    if (!show) return;
    let tries = 0;
    let ends: ReturnType<typeof setTimeout> | undefined;
    let marked: HTMLElement | null = null;
    const look = setInterval(() => {
      marked = findShown(show);
      tries += 1;
      if (!marked && tries < TRIES) return;
      clearInterval(look);
      if (!marked) return;
      marked.dataset.shown = label;
      marked.scrollIntoView({ block: "center" });
      marked.focus();
      ends = setTimeout(() => delete marked?.dataset.shown, SHOWN_MS);
    }, EVERY_MS);
    return () => {
      clearInterval(look);
      clearTimeout(ends);
      if (marked) delete marked.dataset.shown;
    };
  }, [pathname, search, label]);
}
