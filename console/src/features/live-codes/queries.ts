import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";

import { api, ask, type Schemas } from "@/lib/api";
import { today } from "@/lib/dates";

export type Code = Schemas["LiveCodeOut"];
export type Spec = Schemas["CodeSpec"];
const MOVING = ["creating", "unknown", "retiring"];

export const PROBLEMS = ["nobody_on_duty", "unpublished"] as const;

export function useCodes(cursor: string | undefined, problem?: (typeof PROBLEMS)[number]) {
  return useQuery({
    queryKey: ["codes", "list", problem, cursor],
    queryFn: () => ask(api.GET("/v1/live-codes", { params: { query: { cursor, problem, limit: 50 } } })),
    placeholderData: keepPreviousData,
  });
}

/** While WeCom is still at work the page asks again every second. */
export function useCode(id: number | null) {
  return useQuery({
    queryKey: ["codes", id],
    queryFn: () => ask(api.GET("/v1/live-codes/{code_id}", { params: { path: { code_id: id ?? 0 } } })),
    enabled: id !== null,
    refetchInterval: ({ state }) => (state.data && MOVING.includes(state.data.status) ? 1000 : false),
  });
}

export function useStatistics(id: number, days: number) {
  const query = { first: today(1 - days), last: today() };
  return useQuery({
    queryKey: ["codes", id, "statistics", query],
    queryFn: () =>
      ask(api.GET("/v1/live-codes/{code_id}/statistics", { params: { path: { code_id: id }, query } })),
    refetchInterval: 10_000,
    placeholderData: keepPreviousData,
  });
}

/** What each of these codes brought in the last days: totals by code, with the days they are of. */
export function useAdds(ids: readonly number[], days: number) {
  const query = { first: today(1 - days), last: today() };
  const found = useQueries({
    queries: ids.map((id) => ({
      queryKey: ["codes", id, "statistics", query],
      queryFn: () => ask(api.GET("/v1/live-codes/{code_id}/statistics", { params: { path: { code_id: id }, query } })),
      staleTime: 60_000,
    })),
  });
  return { ...query, of: new Map(ids.map((id, n) => [id, found[n]?.data?.total.adds])) };
}

export function useStaff() {
  return useQuery({
    queryKey: ["staff", "names"],
    queryFn: () => ask(api.GET("/v1/staff", { params: { query: { limit: 200 } } })),
    staleTime: 60_000,
    retry: false,
  });
}

export function useNames() {
  const { data } = useStaff();
  return {
    byId: new Map(data?.items.map((member) => [member.id, member.name])),
    byUserid: new Map(data?.items.map((member) => [member.userid, member.name])),
  };
}

export function useTagGroups() {
  return useQuery({ queryKey: ["tags"], queryFn: () => ask(api.GET("/v1/tag-groups")), staleTime: 60_000 });
}

export function useChannels() {
  return useQuery({
    queryKey: ["channels"],
    queryFn: () => ask(api.GET("/v1/acquisition-channels", { params: { query: { limit: 200 } } })),
    staleTime: 60_000,
  });
}
