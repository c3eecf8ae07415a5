import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";

import { api, ask, type Schemas } from "@/lib/api";
import { today } from "@/lib/dates";

export type Figure = Schemas["FigureOut"];
export type Metric = Schemas["MetricOut"];
export type Overview = Schemas["OverviewOut"];
export type Member = Schemas["MemberFiguresOut"];
export type Todo = Schemas["TodoOut"];
export type Row = Schemas["RowOut"];

export interface Period {
  a: string;
  z: string;
}

const EVERY_MINUTE = 60_000;

/** So many days that end with today; `z` is the day after, as the server counts. */
export function periodOf(days: number): Period {
  return { a: today(1 - days), z: today(1) };
}

export function periodBefore(days: number): Period {
  return { a: today(1 - 2 * days), z: today(1 - days) };
}

/** The one instant of which all figures of the page are, so that rows opened later are still theirs. */
export const knownAtOf = (overview: Overview) => overview.figures.customers_new?.known_at;

/** The address of the rows behind a figure: of its period, as known when it was counted. */
export function rowsOf(figure: Figure, staff?: number): string {
  const asked = new URLSearchParams({ metric: figure.metric, a: figure.a, z: figure.z, as_of: figure.as_of });
  if (figure.known_at) asked.set("known_at", figure.known_at);
  if (staff) asked.set("staff", String(staff));
  return `/overview/rows?${asked.toString()}`;
}

export function useTodos() {
  return useQuery({ queryKey: ["overview", "todo"], queryFn: () => ask(api.GET("/v1/overview/todo")), refetchInterval: EVERY_MINUTE });
}

export function useOverview(period: Period) {
  return useQuery({
    queryKey: ["overview", "figures", period],
    queryFn: () => ask(api.GET("/v1/overview", { params: { query: period } })),
    placeholderData: keepPreviousData,
    refetchInterval: EVERY_MINUTE,
  });
}

export function useMetrics() {
  const query = useQuery({ queryKey: ["metrics"], queryFn: () => ask(api.GET("/v1/metrics")), staleTime: Infinity });
  return new Map(query.data?.map((metric) => [metric.id, metric]));
}

interface Asked extends Period {
  staff?: number;
  known_at?: string | null;
}

function figureQuery(metric_id: string, query: Asked) {
  return {
    queryKey: ["metrics", metric_id, query],
    queryFn: () => ask(api.GET("/v1/metrics/{metric_id}", { params: { path: { metric_id }, query } })),
    staleTime: EVERY_MINUTE,
  };
}

export function useFigure(metric: string, asked: Asked) {
  return useQuery(figureQuery(metric, asked));
}

/** Several figures of one period, in the order of their names; undefined while one is on its way. */
export function useFigures(metrics: readonly string[], asked: Asked): (Figure | undefined)[] {
  return useQueries({ queries: metrics.map((metric) => figureQuery(metric, asked)) }).map(({ data }) => data);
}

export function useCodeNames() {
  const query = useQuery({
    queryKey: ["live-codes", "names"],
    queryFn: () => ask(api.GET("/v1/live-codes", { params: { query: { limit: 200 } } })),
    staleTime: EVERY_MINUTE,
    retry: false,
  });
  return new Map(query.data?.items.map((code) => [code.id, code.spec.name]));
}

/** Every member's part of the figures, all as known at one instant. */
export function useTeam(period: Period) {
  return useQuery({
    queryKey: ["overview", "team", period],
    queryFn: () => ask(api.GET("/v1/overview/team", { params: { query: period } })),
    placeholderData: keepPreviousData,
    refetchInterval: EVERY_MINUTE,
  });
}

export interface RowsAsked extends Asked {
  as_of?: string;
  after?: string;
}

export function useRows(metric_id: string, query: RowsAsked) {
  return useQuery({
    queryKey: ["metrics", metric_id, "rows", query],
    queryFn: () => ask(api.GET("/v1/metrics/{metric_id}/rows", { params: { path: { metric_id }, query: { ...query, limit: 50 } } })),
    placeholderData: keepPreviousData,
    enabled: Boolean(metric_id && query.a && query.z),
  });
}
