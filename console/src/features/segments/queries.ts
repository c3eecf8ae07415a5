import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { api, ask, type Schemas } from "@/lib/api";

import { isComplete, type Group } from "./rule";

export type Segment = Schemas["SegmentOut"];
export type Vocabulary = Schemas["VocabularyOut"];
type Rule = Record<string, unknown>;

export const asRule = (group: Group) => group as unknown as Rule;

export function useSegments(isArchived: boolean, cursor: string | undefined) {
  return useQuery({
    queryKey: ["segments", "list", isArchived, cursor],
    queryFn: () => ask(api.GET("/v1/segments", { params: { query: { is_archived: isArchived, cursor, limit: 50 } } })),
    placeholderData: keepPreviousData,
  });
}

export function useSegment(id: number | null) {
  return useQuery({
    queryKey: ["segments", id],
    queryFn: () => ask(api.GET("/v1/segments/{segment_id}", { params: { path: { segment_id: id ?? 0 } } })),
    enabled: id !== null,
  });
}

export function useRevisions(id: number | null) {
  return useQuery({
    queryKey: ["segments", id, "revisions"],
    queryFn: () => ask(api.GET("/v1/segments/{segment_id}/revisions", { params: { path: { segment_id: id ?? 0 } } })),
    enabled: id !== null,
  });
}

export function useVocabulary() {
  return useQuery({ queryKey: ["vocabulary"], queryFn: () => ask(api.GET("/v1/segments/vocabulary")), staleTime: Infinity });
}

export function useTagGroups() {
  return useQuery({ queryKey: ["tags"], queryFn: () => ask(api.GET("/v1/tag-groups")), staleTime: 60_000 });
}

export function useStaff() {
  return useQuery({
    queryKey: ["staff", "names"],
    queryFn: () => ask(api.GET("/v1/staff", { params: { query: { limit: 200 } } })),
    staleTime: 60_000,
    retry: false,
  });
}

function useSettled<T>(value: T, pause: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pause);
    return () => clearTimeout(timer);
  }, [value, pause]);
  return settled;
}

/** How many fit, a moment after the last change; an answer to an older rule is never shown for a newer one. */
export function useEstimate(group: Group) {
  const settled = useSettled(JSON.stringify(group), 300);
  const rule = JSON.parse(settled) as Group;
  return useQuery({
    queryKey: ["segments", "estimate", settled],
    queryFn: ({ signal }) => ask(api.POST("/v1/segments/estimate", { body: { rule: asRule(rule) }, signal })),
    enabled: isComplete(rule),
    staleTime: 60_000,
    retry: false,
  });
}

/** How many fit each of these segments now, by id; asked for one after the other, since each is a look at everybody. */
export function useSizes(segments: readonly Segment[]): Map<number, number> {
  const query = useQuery({
    queryKey: ["segments", "sizes", segments.map(({ id, revision }) => [id, revision])],
    queryFn: async ({ signal }) => {
      const sizes = new Map<number, number>();
      for (const { id, rule } of segments) {
        const { data } = await api.POST("/v1/segments/estimate", { body: { rule }, signal });
        if (data) sizes.set(id, data.count);
      }
      return sizes;
    },
    enabled: segments.length > 0,
    staleTime: 60_000,
    retry: false,
  });
  return query.data ?? new Map<number, number>();
}

export function useSample(group: Group, isOn: boolean) {
  return useQuery({
    queryKey: ["segments", "sample", JSON.stringify(group)],
    queryFn: async () => {
      const found = await ask(api.POST("/v1/segments/preview", { body: { rule: asRule(group) } }));
      const ids = [...found.customer_ids];
      const people = ids.length
        ? await ask(api.POST("/v1/customers/search", { params: { query: { limit: 50 } }, body: filterOf(ids) }))
        : { items: [] };
      return { count: found.count, people: people.items };
    },
    enabled: isOn && isComplete(group),
    retry: false,
  });
}

function filterOf(ids: number[]): Schemas["FilterIn"] {
  return { text: "", state: "", source: "", tags_any: [], tags_all: [], staff_ids: [], customer_ids: ids };
}

export function useFound(words: string) {
  return useQuery({
    queryKey: ["customers", "find", words],
    queryFn: () =>
      ask(api.POST("/v1/customers/search", { params: { query: { limit: 8 } }, body: { ...filterOf([]), text: words } })),
    enabled: words.length > 0,
  });
}

export function useWhy(group: Group, customerId: number | null) {
  return useQuery({
    queryKey: ["segments", "why", customerId, JSON.stringify(group)],
    queryFn: () =>
      ask(api.POST("/v1/segments/explain", { body: { rule: asRule(group), customer_id: customerId ?? 0 } })),
    enabled: customerId !== null && isComplete(group),
    retry: false,
  });
}
