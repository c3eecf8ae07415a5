import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, type ReactNode } from "react";

import { api, ask, type Schemas } from "./api";

export type Me = Schemas["MyDeskOut"];

const Context = createContext<Me | null>(null);

export function useWhoAmI() {
  return useQuery({ queryKey: ["me"], queryFn: () => ask(api.GET("/v1/me")), retry: false, staleTime: 60_000 });
}

export function MeProvider({ me, children }: { me: Me; children: ReactNode }) {
  return <Context.Provider value={me}>{children}</Context.Provider>;
}

/** Who is signed in; only below the shell. */
export function useMe(): Me {
  const me = useContext(Context);
  if (!me) throw new Error("useMe outside of the shell");
  return me;
}

export function may(me: Me, right: string | undefined): boolean {
  return right === undefined || me.rights.includes(right) || me.rights.includes("*");
}

export function useMay(right: string | undefined): boolean {
  return may(useMe(), right);
}

export function useMeta() {
  return useQuery({ queryKey: ["meta"], queryFn: () => ask(api.GET("/v1/meta")), staleTime: Infinity });
}

export function useSignOut() {
  const client = useQueryClient();
  return async (everywhere: boolean) => {
    await ask(api.POST("/v1/sign-out", { body: { is_everywhere: everywhere } }));
    client.clear();
    window.location.assign("/sign-in");
  };
}
