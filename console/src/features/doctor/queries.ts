import { useQuery } from "@tanstack/react-query";

import { api, ask, type Schemas } from "@/lib/api";

export type Doctor = Schemas["DoctorOut"];
export type Line = Doctor["lines"][number];

const LIVE_MS = 4_000;
/** Lines that pass when something arrives from outside. */
export const LIVE = ["callback", "first_event"] as const;

export const checkLine = (corp: number, line: string) =>
  ask(api.POST("/v1/doctor/{line}/check", { params: { path: { line }, query: { corp_id: corp } } }));
export const skipLine = (corp: number, line: string) =>
  ask(api.POST("/v1/doctor/{line}/skip", { params: { path: { line }, query: { corp_id: corp } } }));

export const isWaitingLive = (line: Line) =>
  LIVE.some((code) => code === line.code) && line.waits_for.length === 0 && line.checked_at !== null && line.state === "needs_work";

/** The lines as last checked. */
export function useDoctor(corp: number) {
  return useQuery({ queryKey: ["doctor", corp], queryFn: () => ask(api.GET("/v1/doctor", { params: { query: { corp_id: corp } } })) });
}

/** While a line waits for WeCom's visit it is checked again and again, as long as somebody looks. */
export function useLiveLine(corp: number, line: Line | undefined, onAnswer: (doctor: Doctor) => void) {
  return useQuery({
    queryKey: ["doctor-live", corp, line?.code],
    enabled: line !== undefined,
    refetchInterval: LIVE_MS,
    queryFn: async () => {
      const answer = await checkLine(corp, line?.code ?? "");
      onAnswer(answer);
      return answer.needs_work_n;
    },
    retry: false,
  });
}
