import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { api, ask, type Schemas } from "@/lib/api";

export type CustomerRow = Schemas["CustomerOut"];
export type Filter = Schemas["FilterIn"];
export type View = Schemas["ViewOut"];
export type Target = Pick<Schemas["TaggingIn"], "customer_ids" | "filter">;

function search(filter: Filter, limit: number, cursor?: string) {
  return ask(api.POST("/v1/customers/search", { params: { query: { limit, cursor } }, body: filter }));
}

/** The search words stand in the body, so that names and numbers get into nobody's logs. */
export function useCustomers(filter: Filter, cursor: string | undefined) {
  return useQuery({
    queryKey: ["customers", "list", filter, cursor],
    queryFn: () => search(filter, 50, cursor),
    placeholderData: keepPreviousData,
  });
}

export function useViews() {
  return useQuery({
    queryKey: ["views", "customers"],
    queryFn: () => ask(api.GET("/v1/views", { params: { query: { page: "customers" } } })),
    staleTime: 60_000,
  });
}

export function saveView(body: Schemas["ViewIn"], id?: number) {
  if (id === undefined) return ask(api.POST("/v1/views", { body }));
  return ask(api.PUT("/v1/views/{view_id}", { params: { path: { view_id: id } }, body }));
}

export function deleteView(id: number) {
  return ask(api.DELETE("/v1/views/{view_id}", { params: { path: { view_id: id } } }));
}

export function changeTags(act: "add" | "remove", target: Target, tags: number[]) {
  const body = { ...target, tag_ids: tags };
  return act === "add" ? ask(api.POST("/v1/customers/tags/add", { body })) : ask(api.POST("/v1/customers/tags/remove", { body }));
}

/** Before a bulk change: how many it reaches, and how many of them have every one of the tags already. */
export function usePreview(target: Target, tags: number[], rows: CustomerRow[]) {
  return useQuery({
    queryKey: ["customers", "bulk", target, tags],
    enabled: tags.length > 0,
    queryFn: async () => {
      const reached = await ask(api.POST("/v1/customers/tags/preview", { body: { ...target, tag_ids: tags } }));
      return { reached: reached.customers, have: await countHaving(target, tags, rows) };
    },
  });
}

async function countHaving(target: Target, tags: number[], rows: CustomerRow[]): Promise<number> {
  if (!target.filter) return rows.filter((row) => tags.every((tag) => row.tags.some((one) => one.id === tag))).length;
  const all = [...new Set([...(target.filter.tags_all ?? []), ...tags])];
  const body = { filter: { ...target.filter, tags_all: all }, tag_ids: tags };
  return (await ask(api.POST("/v1/customers/tags/preview", { body }))).customers;
}

export function exportList(filter: Filter, format: "csv" | "xlsx") {
  return ask(api.POST("/v1/exports", { body: { filters: { page: "customers", ...filter }, format } }));
}

/** The export while it runs; its file is `result` when it is done. */
export function useExport(id: string | null) {
  return useQuery({
    queryKey: ["jobs", id],
    enabled: id !== null,
    queryFn: () => ask(api.GET("/v1/jobs/{job_id}", { params: { path: { job_id: id ?? "" } } })),
    refetchInterval: (query) => (["waiting", "running"].includes(query.state.data?.state ?? "waiting") ? 1000 : false),
  });
}
