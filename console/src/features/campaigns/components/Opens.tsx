import { useMe } from "@/lib/session";
import { Count, NumberLink } from "@/ui/numbers";

import type { SendState } from "../queries";

export const WAITING: SendState[] = ["planned", "held", "dispatching", "submitted"];

/** The address of a campaign's people, narrowed to what a figure counts. */
export function peopleAt(id: number, states: readonly SendState[] = [], more: Record<string, string> = {}): string {
  const wanted = new URLSearchParams({ tab: "people" });
  for (const state of states) wanted.append("outcome", state);
  for (const [key, value] of Object.entries(more)) wanted.set(key, value);
  return `/campaigns/${id}?${wanted.toString()}`;
}

/** A figure counts everybody; only for who sees everybody does it open to exactly as many rows. */
export function Opens({ value, to, label }: { value: number | null | undefined; to: string; label?: string }) {
  const me = useMe();
  if (value === null || value === undefined || me.scope !== "all") return <Count value={value} />;
  return (
    <span onClick={(event) => event.stopPropagation()}>
      <NumberLink value={value} to={to} label={label} />
    </span>
  );
}
