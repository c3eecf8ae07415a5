import { App, Button, type FormInstance } from "antd";
import { useMutation, useQueryClient, type QueryKey } from "@tanstack/react-query";

import { Refusal } from "@/lib/api";
import { useWords } from "@/lib/words";

import { uiWords } from "./words";

/** Says what became of an act: done (with a way back for ten seconds), or the product's reason why not. */
export function useTell() {
  const say = useWords(uiWords);
  const { notification, message } = App.useApp();
  const failed = (error: unknown) => {
    const text = error instanceof Refusal ? error.message || say("noConnection") : say("unexpected");
    message.error({ content: text, duration: 6 });
  };
  const done = (text: string, undo?: () => Promise<unknown>) => {
    if (!undo) return void message.success(text);
    const key = `undo-${Date.now()}`;
    const back = async () => {
      notification.destroy(key);
      try {
        await undo();
        message.success(say("undone"));
      } catch (error) {
        failed(error);
      }
    };
    notification.success({
      key,
      title: text,
      duration: 10,
      placement: "bottomLeft",
      role: "status",
      actions: <Button size="small" type="primary" onClick={() => void back()}>{say("undo")}</Button>,
    });
  };
  return { done, failed };
}

interface Act<V, R> {
  run: (values: V) => Promise<R>;
  /** What is asked again afterwards. */
  renews?: QueryKey[];
  onDone?: (result: R, values: V) => void;
  onFailed?: (error: unknown) => boolean;
}

/** One write: refused writes are told in words, succeeded ones renew what they changed. */
export function useAct<V = void, R = unknown>({ run, renews = [], onDone, onFailed }: Act<V, R>) {
  const client = useQueryClient();
  const { failed } = useTell();
  return useMutation<R, unknown, V>({
    mutationFn: run,
    onSuccess: async (result, values) => {
      onDone?.(result, values);
      await Promise.all(renews.map((queryKey) => client.invalidateQueries({ queryKey })));
    },
    onError: (error) => {
      if (!onFailed?.(error)) failed(error);
    },
  });
}


/** Put the server's complaints beside their fields; false when none of them belongs to a field. */
export function showFieldErrors<T>(form: FormInstance<T>, error: unknown): boolean {
  if (!(error instanceof Refusal) || error.problems.length === 0) return false;
  form.setFields(
    error.problems.map(({ where, why }) => ({
      name: where.replace(/^body\./, "").split(".").map((part) => (/^\d+$/.test(part) ? Number(part) : part)),
      errors: [why],
    })) as Parameters<FormInstance<T>["setFields"]>[0],
  );
  return true;
}
