import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { api, ask, type Schemas } from "@/lib/api";
import type { Tone } from "@/ui/chips";

export type Import = Schemas["ImportOut"];
export type Kind = Schemas["KindOut"];
export type Mapping = Import["mapping"];

export const TONES: Record<Import["state"], Tone> = {
  reading: "blue", refused: "red", ready: "amber", running: "blue", stopped: "amber", done: "green", undoing: "blue", undone: "grey",
};
const MOVING = ["reading", "running", "undoing"];
export const isMoving = (one: Import | undefined) => Boolean(one && MOVING.includes(one.state));
const SOON_MS = 1_000;

export function useKinds() {
  return useQuery({ queryKey: ["imports", "kinds"], queryFn: () => ask(api.GET("/v1/imports/kinds")), staleTime: Infinity });
}

export function useImports(cursor: string | undefined, hasErrors: boolean) {
  return useQuery({
    queryKey: ["imports", "list", cursor, hasErrors],
    queryFn: () => ask(api.GET("/v1/imports", { params: { query: { limit: 50, cursor, has_errors: hasErrors || undefined } } })),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.items.some(isMoving) ? SOON_MS * 2 : false),
  });
}

export function useImport(id: number) {
  return useQuery({
    queryKey: ["imports", "one", id],
    queryFn: () => ask(api.GET("/v1/imports/{import_id}", { params: { path: { import_id: id } } })),
    refetchInterval: ({ state }) => (isMoving(state.data) ? SOON_MS : false),
  });
}

export function usePreview(one: Import) {
  return useQuery({
    queryKey: ["imports", "preview", one.id, one.mapping],
    queryFn: () => ask(api.GET("/v1/imports/{import_id}/preview", { params: { path: { import_id: one.id } } })),
    placeholderData: keepPreviousData,
  });
}

export const uploadFile = (kind: string, file: File) =>
  ask(
    api.POST("/v1/imports", {
      params: { query: { kind, file_name: file.name } },
      // The file itself is the body; the schema can only call it text.
      body: file as unknown as string,
      bodySerializer: (body: unknown) => body as BodyInit,
      headers: { "content-type": "application/octet-stream" },
    }),
  );

export const saveMapping = (id: number, mapping: Mapping) =>
  ask(api.PUT("/v1/imports/{import_id}/mapping", { params: { path: { import_id: id } }, body: { mapping } }));

export const move = (id: number, act: "start" | "stop" | "undo"): Promise<Import> => {
  const path = { params: { path: { import_id: id } } };
  if (act === "start") return ask(api.POST("/v1/imports/{import_id}/start", path));
  if (act === "stop") return ask(api.POST("/v1/imports/{import_id}/stop", path));
  return ask(api.POST("/v1/imports/{import_id}/undo", path));
};
