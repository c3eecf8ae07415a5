import { useQuery } from "@tanstack/react-query";

import { api, ask, type Schemas } from "@/lib/api";

export type Group = Schemas["TagGroupOut"];
export type Tag = Schemas["TagOut"];

export function useCorps(isAsked: boolean) {
  return useQuery({ queryKey: ["corps"], queryFn: () => ask(api.GET("/v1/corps")), enabled: isAsked, retry: false, staleTime: 60_000 });
}

export const addGroup = (body: Schemas["TagGroupIn"]) => ask(api.POST("/v1/tag-groups", { body }));
export const addTag = (body: Schemas["TagIn"]) => ask(api.POST("/v1/tags", { body }));

export function changeGroup(id: number, body: Schemas["TagGroupChangeIn"]) {
  return ask(api.PATCH("/v1/tag-groups/{group_id}", { params: { path: { group_id: id } }, body }));
}

export function renameTag(id: number, name: string) {
  return ask(api.PATCH("/v1/tags/{tag_id}", { params: { path: { tag_id: id } }, body: { name } }));
}

export function deleteTag(id: number) {
  return ask(api.DELETE("/v1/tags/{tag_id}", { params: { path: { tag_id: id } } }));
}

export function deleteGroup(id: number) {
  return ask(api.DELETE("/v1/tag-groups/{group_id}", { params: { path: { group_id: id } } }));
}
