import type { Schemas } from "@/lib/api";

export type Spec = Schemas["CampaignSpec"];
export type SpecIn = Spec;
export type Part = NonNullable<SpecIn["variants"][number]["message"]["attachments"]>[number];
export type WhomKind = "segment" | "tags" | "everyone" | "list" | "rule";

/** What the composer holds: one text, to one kind of people. What it cannot edit is kept as it was. */
export interface Draft {
  name: string;
  kind: WhomKind;
  segmentId: number | null;
  tagIds: number[];
  customerIds: number[];
  rule: Record<string, unknown> | null;
  text: string;
  parts: Part[];
  purpose: "marketing" | "service";
  holdout: number;
  staffIds: number[];
  from: string;
  until: string;
}

export const EMPTY: Draft = {
  name: "",
  kind: "segment",
  segmentId: null,
  tagIds: [],
  customerIds: [],
  rule: null,
  text: "",
  parts: [],
  purpose: "marketing",
  holdout: 0,
  staffIds: [],
  from: "",
  until: "",
};

const PER_MILLE = 10;

function kindOf(whom: Spec["whom"]): WhomKind {
  if (whom.customer_ids) return "list";
  if (whom.segment_id) return "segment";
  if (whom.rule?.type === "everyone") return "everyone";
  return whom.rule?.type === "tags" && whom.rule.op === "any" ? "tags" : "rule";
}

type Whom = Pick<Draft, "kind" | "segmentId" | "tagIds" | "customerIds" | "rule">;

function readWhom(whom: Spec["whom"]): Whom {
  const kind = kindOf(whom);
  const rule = (whom.rule ?? null) as Record<string, unknown> | null;
  return {
    kind,
    segmentId: whom.segment_id ?? null,
    tagIds: kind === "tags" ? (rule?.tags as number[]) : [],
    customerIds: whom.customer_ids ?? [],
    rule: kind === "rule" ? rule : null,
  };
}

export function draftOf(spec: Spec, zone: string): Draft {
  const message = spec.variants[0]?.message;
  return {
    name: spec.name,
    ...readWhom(spec.whom),
    text: message?.text ?? "",
    parts: (message?.attachments ?? []) as Part[],
    purpose: spec.purpose ?? "marketing",
    holdout: (spec.holdout ?? 0) / PER_MILLE,
    staffIds: spec.staff_ids ?? [],
    from: wallTime(spec.not_before, zone),
    until: wallTime(spec.not_after, zone),
  };
}

function whomOf(draft: Draft): SpecIn["whom"] {
  if (draft.kind === "segment") return { segment_id: draft.segmentId };
  if (draft.kind === "list") return { customer_ids: draft.customerIds };
  if (draft.kind === "everyone") return { rule: { type: "everyone" } as never };
  if (draft.kind === "tags") return { rule: { type: "tags", op: "any", tags: draft.tagIds } as never };
  return { rule: draft.rule as never };
}

/** The draft as the server takes it; further variants and the topic of `before` stay. */
export function specOf(draft: Draft, zone: string, before?: Spec): SpecIn {
  const [first, ...others] = before?.variants ?? [];
  return {
    topic: before?.topic ?? "general",
    name: draft.name.trim(),
    whom: whomOf(draft),
    variants: [
      { name: first?.name ?? "a", share: first?.share ?? 1000, message: { text: draft.text, attachments: draft.parts } },
      ...(others as SpecIn["variants"]),
    ],
    purpose: draft.purpose,
    holdout: Math.round(draft.holdout * PER_MILLE),
    staff_ids: draft.staffIds.length ? draft.staffIds : null,
    not_before: instantOf(draft.from, zone),
    not_after: instantOf(draft.until, zone),
  };
}

export type Missing = "name" | "segment" | "tags" | "list" | "message" | "order";

/** What must still be filled in before the draft can be kept. */
export function missingIn(draft: Draft): Missing[] {
  const missing: Missing[] = [];
  if (!draft.name.trim()) missing.push("name");
  if (draft.kind === "segment" && !draft.segmentId) missing.push("segment");
  if (draft.kind === "tags" && draft.tagIds.length === 0) missing.push("tags");
  if (draft.kind === "list" && draft.customerIds.length === 0) missing.push("list");
  if (!draft.text.trim() && draft.parts.length === 0) missing.push("message");
  if (draft.from && draft.until && draft.from >= draft.until) missing.push("order");
  return missing;
}

function offsetMinutes(at: number, zone: string): number {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    })
      .formatToParts(new Date(at))
      .map((part) => [part.type, Number(part.value)]),
  ) as Record<string, number>;
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts;
  return (Date.UTC(year, month - 1, day, hour, minute) - Math.floor(at / 60_000) * 60_000) / 60_000;
}

/** 2026-07-03T20:00 on the organisation's wall, as an instant with its zone; null when nothing was chosen. */
export function instantOf(wall: string, zone: string): string | null {
  if (!wall) return null;
  const asUtc = Date.parse(`${wall}:00Z`);
  const guess = asUtc - offsetMinutes(asUtc, zone) * 60_000;
  return new Date(asUtc - offsetMinutes(guess, zone) * 60_000).toISOString();
}

export function wallTime(iso: string | null | undefined, zone: string): string {
  if (!iso) return "";
  const at = Date.parse(iso);
  return new Date(at + offsetMinutes(at, zone) * 60_000).toISOString().slice(0, 16);
}

/** The places of a text filled with names, as a person's phone shows it. */
export function filled(text: string, staff: string, corp: string): string {
  return text.replace(/\{\{\s*staff\.name\s*\}\}/g, staff).replace(/\{\{\s*corp\.name\s*\}\}/g, corp);
}
