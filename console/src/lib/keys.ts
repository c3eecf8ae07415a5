import { useEffect, useRef } from "react";

const GO_SECONDS = 1.2;

interface Keys {
  onFind: () => void;
  onHelp: () => void;
  /** The letter after `g`. */
  onGo: (letter: string) => void;
  hasSingleKeys: boolean;
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));
}

function isPlain(event: KeyboardEvent): boolean {
  return !event.metaKey && !event.ctrlKey && !event.altKey && !isWriting(event.target);
}

/** The keys that work everywhere. Nothing happens while an input method composes or somebody writes. */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    let gAt = 0;
    const listen = (event: KeyboardEvent) => {
      if (event.isComposing) return;
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        latest.current.onFind();
        return;
      }
      if (latest.current.hasSingleKeys && isPlain(event)) single(event);
    };
    const single = (event: KeyboardEvent) => {
      const now = event.timeStamp / 1000;
      if (now - gAt < GO_SECONDS) {
        gAt = 0;
        latest.current.onGo(event.key);
      } else if (event.key === "g") gAt = now;
      else if (event.key === "?") latest.current.onHelp();
      else if (event.key === "/") {
        event.preventDefault();
        document.querySelector<HTMLElement>("[data-page-search] input, input[data-page-search]")?.focus();
      }
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
}
