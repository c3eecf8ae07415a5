import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { api, ask, type Schemas } from "@/lib/api";

export type Happening = Schemas["HappeningOut"];

const KEPT = 30;
const NAMED_AFTER_MS = 4000;
const RECENT = ["stream", "recent"];

/** Newest first, each once, at most so many as are shown. */
export function joined(fresh: readonly Happening[], before: readonly Happening[]): Happening[] {
  const seen = new Set<string>();
  return [...fresh, ...before].filter(({ place }) => !seen.has(place) && seen.add(place)).slice(0, KEPT);
}

/** The same happenings as the newer list tells them: it may know names that were not known yet. */
export function renewed(fresh: readonly Happening[], list: readonly Happening[]): Happening[] {
  const known = new Map(list.map((one) => [one.place, one]));
  return fresh.map((one) => known.get(one.place) ?? one);
}

/** What happened last, then what happens: first from a list, then as the server tells it. */
export function useStream() {
  const client = useQueryClient();
  const recent = useQuery({ queryKey: RECENT, queryFn: () => ask(api.GET("/v1/stream/recent", { params: { query: { limit: KEPT } } })), staleTime: Infinity });
  const [fresh, setFresh] = useState<Happening[]>([]);
  const [isLive, setLive] = useState(false);
  const [hasGap, setGap] = useState(false);
  useEffect(() => {
    const source = new EventSource("/v1/stream");
    source.onopen = () => {
      setLive(true);
      // What happened between the first list and this line being open is read once more.
      void client.invalidateQueries({ queryKey: RECENT });
    };
    source.onerror = () => setLive(false);
    source.addEventListener("happening", (event) => {
      const one = JSON.parse((event as MessageEvent<string>).data) as Happening;
      setFresh((before) => joined([one], before));
      // A newcomer's name is asked from WeCom after the event; a moment later it is known.
      if (one.customer_id && !one.customer_name) setTimeout(() => void client.invalidateQueries({ queryKey: RECENT }), NAMED_AFTER_MS);
    });
    source.addEventListener("gap", () => {
      setGap(true);
      void client.invalidateQueries({ queryKey: RECENT });
    });
    source.addEventListener("end", () => {
      source.close();
      setLive(false);
      void client.invalidateQueries({ queryKey: ["me"] });
    });
    return () => source.close();
  }, [client]);
  return { recent, happenings: joined(renewed(fresh, recent.data ?? []), recent.data ?? []), isLive, hasGap };
}
