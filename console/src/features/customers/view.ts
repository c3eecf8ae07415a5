import type { Address } from "@/lib/url";

import type { CustomerRow, Filter, View } from "./queries";

export const STATES = ["", "followed", "lost", "never"] as const;
export const COLUMNS = ["customer", "state", "staff", "tags", "phone", "source", "since"] as const;
export type Column = (typeof COLUMNS)[number];
/** What narrows the list, as it stands in the address. */
export const FILTER_KEYS = ["text", "state", "tag", "all", "staff", "source", "from", "to"] as const;
export const CLEARED = Object.fromEntries(FILTER_KEYS.map((key) => [key, null])) as Record<string, null>;

export function filterOf(address: Address): Filter {
  return {
    text: address.get("text"),
    state: STATES.find((one) => one === address.get("state")) ?? "",
    source: address.get("source"),
    tags_any: address.ids("tag"),
    tags_all: address.ids("all"),
    staff_ids: address.ids("staff"),
    created_from: address.get("from") || null,
    created_to: address.get("to") || null,
  };
}

/** A filter as it is written into the address. */
export function addressOf(filter: Partial<Filter>): Record<string, string | string[] | null> {
  return {
    text: filter.text || null,
    state: filter.state || null,
    source: filter.source || null,
    tag: (filter.tags_any ?? []).map(String),
    all: (filter.tags_all ?? []).map(String),
    staff: (filter.staff_ids ?? []).map(String),
    from: filter.created_from ?? null,
    to: filter.created_to ?? null,
  };
}

/** The columns chosen, in their own order; the customer always stands first. */
export function columnsOf(address: Address): Column[] {
  const chosen = address.all("col");
  return chosen.length ? COLUMNS.filter((one) => one === "customer" || chosen.includes(one)) : [...COLUMNS];
}

export function viewAddress(view: View): Record<string, string | string[] | null> {
  const filter = view.filters.page === "customers" ? view.filters : {};
  return { ...CLEARED, ...addressOf(filter), col: view.columns, view: String(view.id) };
}

/** Whether the list shows something else than the view says. */
export function differs(view: View, address: Address): boolean {
  const said = viewAddress(view);
  const flat = (value: string | string[] | null | undefined) => (Array.isArray(value) ? value : value ? [value] : []).join(" ");
  return [...FILTER_KEYS, "col"].some((key) => flat(said[key]) !== address.all(key).join(" "));
}

/** For taking a bulk change back: the customers by the tags that it really changed for them. */
export function changedBy(act: "add" | "remove", rows: readonly CustomerRow[], tags: readonly number[]): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (const tag of tags) {
    const ids = rows.filter((row) => row.tags.some((one) => one.id === tag) === (act === "remove")).map((row) => row.id);
    if (ids.length) found.set(tag, ids);
  }
  return found;
}

/** Tags that an exclusive group gives up for the new ones, by tag. */
export function replacedBy(rows: readonly CustomerRow[], tags: readonly number[], siblings: ReadonlyMap<number, readonly number[]>): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (const row of rows)
    for (const own of row.tags)
      if (!tags.includes(own.id) && tags.some((tag) => siblings.get(tag)?.includes(own.id))) found.set(own.id, [...(found.get(own.id) ?? []), row.id]);
  return found;
}
