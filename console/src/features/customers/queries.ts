import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { api, ask, type Schemas } from "@/lib/api";

export type CustomerRow = Schemas["CustomerOut"];
export type Filter = Schemas["FilterIn"];

/** The search words stand in the body, so that names and numbers get into nobody's logs. */
export function useCustomers(filter: Filter, cursor: string | undefined) {
  return useQuery({
    queryKey: ["customers", "list", filter, cursor],
    queryFn: () => ask(api.POST("/v1/customers/search", { params: { query: { limit: 50, cursor } }, body: filter })),
    placeholderData: keepPreviousData,
  });
}

export function useTags() {
  return useQuery({ queryKey: ["tags"], queryFn: () => ask(api.GET("/v1/tag-groups")), staleTime: 60_000 });
}

export function useStaffNames() {
  const query = useQuery({
    queryKey: ["staff", "names"],
    queryFn: () => ask(api.GET("/v1/staff", { params: { query: { limit: 200 } } })),
    staleTime: 60_000,
    retry: false,
  });
  return new Map(query.data?.items.map((member) => [member.id, member.name]));
}
