import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { api, ask, type Schemas } from "@/lib/api";

export type Customer = Schemas["CustomerPageOut"];
export type Happened = Schemas["TimelineItemOut"];
export type Relation = Schemas["RelationOut"];
export type Order = Schemas["OrderOut"];

const of = (id: number) => ({ params: { path: { customer_id: id } } });

export function useCustomer(id: number) {
  return useQuery({ queryKey: ["customer", id], queryFn: () => ask(api.GET("/v1/customers/{customer_id}", of(id))), retry: false });
}

export interface TimelineWanted {
  kind?: string[];
  staff_id?: number;
  channel?: string;
  only_acts?: boolean;
  since?: string;
}

export function useTimeline(id: number, want: TimelineWanted, cursor: string | undefined, limit = 30) {
  return useQuery({
    queryKey: ["customer", id, "timeline", want, cursor, limit],
    queryFn: () =>
      ask(
        api.GET("/v1/customers/{customer_id}/timeline", {
          params: { path: { customer_id: id }, query: { ...want, limit, cursor } },
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

export function useOrders(id: number, cursor: string | undefined, isAsked: boolean) {
  return useQuery({
    queryKey: ["orders", "of", id, cursor],
    queryFn: () => ask(api.GET("/v1/orders", { params: { query: { customer_id: id, limit: 20, cursor } } })),
    placeholderData: keepPreviousData,
    enabled: isAsked,
  });
}

export function useConsents(id: number) {
  return useQuery({
    queryKey: ["customer", id, "consents"],
    queryFn: () => ask(api.GET("/v1/customers/{customer_id}/consents", of(id))),
  });
}

export function useConsentHistory(id: number, cursor: string | undefined) {
  return useQuery({
    queryKey: ["customer", id, "consents", "history", cursor],
    queryFn: () =>
      ask(
        api.GET("/v1/customers/{customer_id}/consents/history", {
          params: { path: { customer_id: id }, query: { limit: 20, cursor } },
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

export function useMerges(id: number) {
  return useQuery({
    queryKey: ["customer", id, "merges"],
    queryFn: () => ask(api.GET("/v1/customers/{customer_id}/merges", of(id))),
  });
}

/** People to merge with, by name, phone or member number; the words stand in the body. */
export function useFound(text: string, except: number) {
  return useQuery({
    queryKey: ["customers", "find", text],
    queryFn: () => ask(api.POST("/v1/customers/search", { params: { query: { limit: 10 } }, body: { text, state: "", source: "", tags_any: [], tags_all: [], staff_ids: [] } })),
    enabled: text.length > 0,
    select: (page) => page.items.filter((row) => row.id !== except),
    placeholderData: keepPreviousData,
  });
}

export function addTags(ids: number[], tags: number[]) {
  return ask(api.POST("/v1/customers/tags/add", { body: { customer_ids: ids, tag_ids: tags } }));
}

export function removeTags(ids: number[], tags: number[]) {
  return ask(api.POST("/v1/customers/tags/remove", { body: { customer_ids: ids, tag_ids: tags } }));
}

export function setFlag(id: number, flag: Schemas["FlagIn"]["flag"], isOn: boolean) {
  return ask(api.PUT("/v1/customers/{customer_id}/flags", { ...of(id), body: { flag, is_on: isOn } }));
}

export function merge(survivor: number, loser: number, reason: string) {
  return ask(api.POST("/v1/customers/{customer_id}/merges", { ...of(survivor), body: { loser_id: loser, reason } }));
}

export function unmerge(mergeId: number, reason: string) {
  return ask(api.POST("/v1/customers/merges/{merge_id}/undo", { params: { path: { merge_id: mergeId } }, body: { reason } }));
}

export function noteConsent(id: number, body: Schemas["ConsentIn"]) {
  return ask(api.POST("/v1/customers/{customer_id}/consents", { ...of(id), body }));
}

export function stopContact(id: number, body: Schemas["SuppressionIn"]) {
  return ask(api.POST("/v1/customers/{customer_id}/suppressions", { ...of(id), body }));
}

export function liftStop(id: number, channel: Schemas["SuppressionKey"]["channel"]) {
  return ask(api.POST("/v1/customers/{customer_id}/suppressions/removal", { ...of(id), body: { channel } }));
}
