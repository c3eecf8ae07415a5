import { useQuery, useQueryClient } from "@tanstack/react-query";

import { api, ask, type Schemas } from "@/lib/api";
import { useAct } from "@/ui/acts";

export type Step = Schemas["StepOut"];

const KEY = ["onboarding"];
const EVERY_HALF_MINUTE = 30_000;

/** Steps are done by doing, so the list is asked again while it is open. */
export function useFirstSteps() {
  return useQuery({ queryKey: KEY, queryFn: () => ask(api.GET("/v1/onboarding")), refetchInterval: EVERY_HALF_MINUTE, retry: false });
}

export function useSkip() {
  const client = useQueryClient();
  return useAct({
    run: (body: { step: string; is_skipped: boolean }) => ask(api.POST("/v1/onboarding/skip", { body })),
    onDone: (list) => client.setQueryData(KEY, list),
  });
}

export function useDismiss() {
  const client = useQueryClient();
  return useAct({
    run: (is_dismissed: boolean) => ask(api.POST("/v1/onboarding/dismiss", { body: { is_dismissed } })),
    onDone: (list) => client.setQueryData(KEY, list),
  });
}
