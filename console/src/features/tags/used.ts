import { useQuery } from "@tanstack/react-query";

import { api, ask } from "@/lib/api";

export interface Use {
  kind: "usedCode" | "usedSegment";
  name: string;
  to: string;
}

const MOST = 200;

/** Live codes and segments that name one of the tags, as far as one may see them. */
export function useUses(tagIds: readonly number[], rights: { codes: boolean; segments: boolean }) {
  return useQuery({
    queryKey: ["tags", "uses", tagIds, rights],
    enabled: tagIds.length > 0,
    queryFn: async (): Promise<Use[]> => [
      ...(rights.codes ? await usedByCodes(tagIds) : []),
      ...(rights.segments ? await usedBySegments(tagIds) : []),
    ],
  });
}

async function usedByCodes(tagIds: readonly number[]): Promise<Use[]> {
  const page = await ask(api.GET("/v1/live-codes", { params: { query: { limit: MOST } } }));
  return page.items
    .filter((code) => code.spec.tag_ids?.some((id) => tagIds.includes(id)))
    .map((code) => ({ kind: "usedCode", name: code.spec.name, to: `/live-codes/${code.id}` }));
}

async function usedBySegments(tagIds: readonly number[]): Promise<Use[]> {
  const page = await ask(api.GET("/v1/segments", { params: { query: { limit: MOST } } }));
  return page.items
    .filter((one) => namesTag(one.rule, tagIds))
    .map((one) => ({ kind: "usedSegment", name: one.name, to: `/segments/${one.id}` }));
}

/** Whether a rule, however deep, asks for one of the tags. */
export function namesTag(rule: unknown, tagIds: readonly number[]): boolean {
  if (Array.isArray(rule)) return rule.some((part) => namesTag(part, tagIds));
  if (typeof rule !== "object" || rule === null) return false;
  const line = rule as Record<string, unknown>;
  if (line.type === "tags" && Array.isArray(line.tags)) return line.tags.some((id) => tagIds.includes(Number(id)));
  return Object.values(line).some((part) => namesTag(part, tagIds));
}
