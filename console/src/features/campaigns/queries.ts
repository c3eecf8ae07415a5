import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { api, ask, type Schemas } from "@/lib/api";
import { useMay } from "@/lib/session";

import type { SpecIn } from "./spec";

export type CampaignRow = Schemas["CampaignRowOut"];
export type Campaign = Schemas["CampaignOut"];
export type CampaignState = Schemas["CampaignState"];
export type Stop = Schemas["StopOut"];
export type SendState = Schemas["State"];
export type Gate = Schemas["Gate"];

const PACE_MS = 5_000;
const one = (id: number) => ({ params: { path: { campaign_id: id } } });
export const isMoving = (state: CampaignState | undefined) => state === "running" || state === "stopped";

export function useCampaigns(state: CampaignState | undefined, words: string, cursor: string | undefined) {
  return useQuery({
    queryKey: ["campaigns", "list", state, words, cursor],
    queryFn: () => ask(api.GET("/v1/campaigns", { params: { query: { state, words, cursor, limit: 20 } } })),
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.data?.items.some((row) => row.state === "running") ? PACE_MS : false),
  });
}

export function useCampaign(id: number | null) {
  return useQuery({
    queryKey: ["campaigns", id],
    queryFn: () => ask(api.GET("/v1/campaigns/{campaign_id}", one(id ?? 0))),
    enabled: id !== null,
    refetchInterval: (query) => (query.state.data?.state === "running" ? PACE_MS : false),
  });
}

/** Asked once for each revision: a preview counts everybody anew. */
export function usePreview(id: number | null, revision: number | undefined, isOn = true) {
  return useQuery({
    queryKey: ["campaigns", id, "preview", revision],
    queryFn: () => ask(api.POST("/v1/campaigns/{campaign_id}/preview", one(id ?? 0))),
    enabled: isOn && id !== null && revision !== undefined,
    staleTime: 60_000,
    retry: false,
  });
}

export const usePreviewOf = (campaign: Campaign | undefined) => usePreview(campaign?.id ?? null, campaign?.revision);

export function usePreviewPeople(id: number, stop: string, cursor: string | undefined) {
  return useQuery({
    queryKey: ["campaigns", id, "preview", "people", stop, cursor],
    queryFn: () =>
      ask(
        api.GET("/v1/campaigns/{campaign_id}/preview/people", {
          params: { path: { campaign_id: id }, query: { stop: stop === "ready" ? undefined : stop, cursor, limit: 50 } },
        }),
      ),
    enabled: stop !== "",
    placeholderData: keepPreviousData,
  });
}

export function useResults(id: number, state: CampaignState | undefined) {
  return useQuery({
    queryKey: ["campaigns", id, "results"],
    queryFn: () => ask(api.GET("/v1/campaigns/{campaign_id}/results", one(id))),
    refetchInterval: isMoving(state) ? PACE_MS : false,
  });
}

export function useStaffParts(id: number, state: CampaignState | undefined) {
  return useQuery({
    queryKey: ["campaigns", id, "staff"],
    queryFn: () => ask(api.GET("/v1/campaigns/{campaign_id}/staff", one(id))),
    refetchInterval: isMoving(state) ? PACE_MS : false,
  });
}

export interface RecipientWish {
  state: SendState[];
  gate?: Gate;
  reason?: string;
  staff_id?: number;
}

export function useRecipients(id: number, wish: RecipientWish, cursor: string | undefined, isLive: boolean) {
  return useQuery({
    queryKey: ["campaigns", id, "recipients", wish, cursor],
    queryFn: () =>
      ask(
        api.GET("/v1/campaigns/{campaign_id}/recipients", {
          params: { path: { campaign_id: id }, query: { ...wish, cursor, limit: 50 } },
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: isLive ? PACE_MS : false,
  });
}

export function useWhy(id: number, customerId: number | null) {
  return useQuery({
    queryKey: ["campaigns", id, "why", customerId],
    queryFn: () =>
      ask(
        api.GET("/v1/campaigns/{campaign_id}/recipients/{customer_id}", {
          params: { path: { campaign_id: id, customer_id: customerId ?? 0 } },
        }),
      ),
    enabled: customerId !== null,
    retry: false,
  });
}

export function useFound(words: string) {
  return useQuery({
    queryKey: ["customers", "find", words],
    queryFn: () =>
      ask(
        api.POST("/v1/customers/search", {
          params: { query: { limit: 8 } },
          body: { text: words, state: "", source: "", tags_any: [], tags_all: [], staff_ids: [] } as Schemas["FilterIn"],
        }),
      ),
    enabled: words.length > 0,
  });
}

export function useSegments() {
  return useQuery({
    queryKey: ["segments", "choice"],
    queryFn: () => ask(api.GET("/v1/segments", { params: { query: { limit: 200 } } })),
    staleTime: 60_000,
    retry: false,
  });
}

export function useTags() {
  return useQuery({ queryKey: ["tags"], queryFn: () => ask(api.GET("/v1/tag-groups")), staleTime: 60_000, retry: false });
}

/** Names of the staff by id; empty for those who may not read the directory. */
export function useStaffNames(): Map<number, string> {
  const query = useQuery({
    queryKey: ["staff", "names"],
    queryFn: () => ask(api.GET("/v1/staff", { params: { query: { limit: 200 } } })),
    staleTime: 60_000,
    retry: false,
  });
  return new Map(query.data?.items.map((member) => [member.id, member.name]));
}

export function useRules() {
  return useQuery({ queryKey: ["sending", "rules"], queryFn: () => ask(api.GET("/v1/sending/rules")), staleTime: 60_000, retry: false });
}

export function useCorpName(): string | undefined {
  const mayAsk = useMay("staff.read");
  const query = useQuery({ queryKey: ["corps"], queryFn: () => ask(api.GET("/v1/corps")), enabled: mayAsk, staleTime: Infinity, retry: false });
  const found = query.data as { name: string }[] | { items?: { name: string }[] } | undefined;
  return (Array.isArray(found) ? found : found?.items)?.[0]?.name;
}

export function useUnknown() {
  return useQuery({ queryKey: ["sending", "unknown"], queryFn: () => ask(api.GET("/v1/sending/unknown")), retry: false });
}

export const decide = (id: number, decision: Schemas["DecisionIn"]["decision"], reason: string) =>
  ask(api.POST("/v1/sending/unknown/{batch_id}/decision", { params: { path: { batch_id: id } }, body: { decision, reason } }));

/** Keep a draft: a new one, or the next revision of a known one. */
export const save = (spec: SpecIn, known: Campaign | undefined): Promise<Campaign> =>
  known
    ? ask(api.PUT("/v1/campaigns/{campaign_id}", { ...one(known.id), body: { spec, revision: known.revision } }))
    : ask(api.POST("/v1/campaigns", { body: spec }));

export const submit = (id: number) => ask(api.POST("/v1/campaigns/{campaign_id}/submit", one(id)));
export const approve = (id: number) => ask(api.POST("/v1/campaigns/{campaign_id}/approve", one(id)));
export const start = (id: number) => ask(api.POST("/v1/campaigns/{campaign_id}/start", one(id)));
export const remind = (id: number) => ask(api.POST("/v1/campaigns/{campaign_id}/remind", one(id)));
export const refresh = (id: number) => ask(api.POST("/v1/campaigns/{campaign_id}/refresh", one(id)));
export const giveBack = (id: number, reason: string) =>
  ask(api.POST("/v1/campaigns/{campaign_id}/reject", { ...one(id), body: { reason } }));
export const stop = (id: number, reason: string) =>
  ask(api.POST("/v1/campaigns/{campaign_id}/stop", { ...one(id), body: { reason } }));
