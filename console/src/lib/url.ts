import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";

/** Filters, tabs and open drawers live in the address: a copied link shows the same thing. */
export function useAddress() {
  const [params, setParams] = useSearchParams();
  const set = useCallback(
    (changes: Record<string, string | readonly string[] | null | undefined>, replace = true) => {
      setParams(
        (before) => {
          const after = new URLSearchParams(before);
          for (const [key, value] of Object.entries(changes)) {
            after.delete(key);
            if (Array.isArray(value)) for (const one of value) after.append(key, one as string);
            else if (value) after.set(key, value as string);
          }
          return after;
        },
        { replace },
      );
    },
    [setParams],
  );
  return useMemo(
    () => ({
      get: (key: string) => params.get(key) ?? "",
      all: (key: string) => params.getAll(key),
      ids: (key: string) => params.getAll(key).map(Number).filter(Number.isInteger),
      text: params.toString(),
      set,
    }),
    [params, set],
  );
}

export type Address = ReturnType<typeof useAddress>;
