import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { api, ask, type Schemas } from "@/lib/api";

import { accountsWords } from "./words";

export type User = Schemas["UserOut"];
export type Role = Schemas["RoleOut"];
export type Key = Schemas["ApiKeyOut"];
export type Right = Schemas["RoleIn"]["rights"][number];

type Word = (typeof accountsWords)["keys"][number];
export const rightWord = (right: Right) => `r_${right.replace(".", "_")}` as Word;

/** Every right there is, in the order of the words. */
export const RIGHTS = accountsWords.keys.filter((key) => key.startsWith("r_")).map((key) => key.slice(2).replace("_", ".") as Right);
export const holds = (role: Role, right: Right) => role.rights.includes("*") || role.rights.includes(right);

export function useUsers(isActive: boolean | undefined, cursor: string | undefined) {
  return useQuery({
    queryKey: ["users", "list", isActive, cursor],
    queryFn: () => ask(api.GET("/v1/users", { params: { query: { is_active: isActive, limit: 50, cursor } } })),
    placeholderData: keepPreviousData,
  });
}

export function useUser(id: number) {
  return useQuery({ queryKey: ["users", "one", id], queryFn: () => ask(api.GET("/v1/users/{user_id}", { params: { path: { user_id: id } } })), enabled: id > 0 });
}

export function useRoles() {
  return useQuery({ queryKey: ["roles"], queryFn: () => ask(api.GET("/v1/roles")), staleTime: 30_000 });
}

export function useKeys(cursor: string | undefined) {
  return useQuery({
    queryKey: ["api-keys", cursor],
    queryFn: () => ask(api.GET("/v1/api-keys", { params: { query: { limit: 50, cursor } } })),
    placeholderData: keepPreviousData,
  });
}

export function useStaffChoices() {
  return useQuery({ queryKey: ["staff", "names"], queryFn: () => ask(api.GET("/v1/staff", { params: { query: { limit: 200 } } })), staleTime: 60_000, retry: false });
}
