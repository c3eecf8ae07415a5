/** The rule of a segment as the server takes it, and pure changes to it. */
import type { FigurePeople } from "@/lib/figure-people";

/** The last days, or from a day up to, not including, another; nothing: ever. */
export interface Window {
  last_days?: number | null;
  since?: string | null;
  until?: string | null;
}
export type Line =
  | { type: "attribute"; field: string; op: string; values: (string | number)[] }
  | { type: "tags"; op: "any" | "all" | "none"; tags: number[] }
  | { type: "staff"; op: "any" | "none"; staff: number[] }
  | { type: "event"; event: string; measure: string; property?: string | null; op: string; values: number[]; window: Window }
  | { type: "absent"; event: string; window: Window }
  | { type: "silent"; days: number }
  | { type: "rfm"; labels: string[] }
  | { type: "lifecycle"; classes: string[] }
  | { type: "everyone" };
export interface Group {
  type: "all" | "any";
  of: Node[];
}
export interface Except {
  type: "not";
  of: Node;
}
export type Node = Group | Except | Line;
export type Path = readonly number[];

export const KINDS = ["attribute", "tags", "event", "absent", "silent", "rfm", "lifecycle", "staff", "everyone"] as const;
export type Kind = (typeof KINDS)[number];

export function isGroup(node: Node): node is Group {
  return node.type === "all" || node.type === "any";
}

export function blank(kind: Kind): Line {
  switch (kind) {
    case "attribute":
      return { type: "attribute", field: "city", op: "in", values: [] };
    case "tags":
      return { type: "tags", op: "any", tags: [] };
    case "staff":
      return { type: "staff", op: "any", staff: [] };
    case "event":
      return { type: "event", event: "order_paid", measure: "count", op: "at_least", values: [1], window: { last_days: 30 } };
    case "absent":
      return { type: "absent", event: "order_paid", window: { last_days: 30 } };
    case "silent":
      return { type: "silent", days: 30 };
    case "rfm":
      return { type: "rfm", labels: ["champion"] };
    case "lifecycle":
      return { type: "lifecycle", classes: ["active"] };
    case "everyone":
      return { type: "everyone" };
  }
}

export function start(): Group {
  return { type: "all", of: [blank("event")] };
}

/** The people whom a figure of the overview counts, day for day. */
export function peopleOf({ figure, a, z, staff }: FigurePeople): Group {
  const of: Node[] = [did(figure === "newcomers" ? "follow_started" : "order_paid", { since: a, until: z })];
  if (figure === "newcomers") of.push({ type: "absent", event: "follow_started", window: { until: a } });
  if (staff) of.push({ type: "staff", op: "any", staff: [staff] });
  return { type: "all", of };
}

function did(event: string, window: Window): Line {
  return { type: "event", event, measure: "count", op: "at_least", values: [1], window };
}

/** Whether every line says enough to be counted. */
export function isComplete(node: Node): boolean {
  if (isGroup(node)) return node.of.length > 0 && node.of.every(isComplete);
  if (node.type === "not") return isComplete(node.of);
  if (node.type === "attribute") return isAttributeComplete(node);
  if (node.type === "event") return isEventComplete(node);
  if (node.type === "tags") return node.tags.length > 0;
  if (node.type === "rfm") return node.labels.length > 0;
  return node.type !== "lifecycle" || node.classes.length > 0;
}

function isAttributeComplete({ op, values }: Extract<Line, { type: "attribute" }>): boolean {
  if (op === "known" || op === "unknown") return true;
  return op === "between" ? values.length === 2 : values.length > 0;
}

function isEventComplete({ op, values, measure, property }: Extract<Line, { type: "event" }>): boolean {
  const needsProperty = measure === "sum" || measure === "distinct";
  return values.length === (op === "between" ? 2 : 1) && (!needsProperty || Boolean(property));
}

/** The tree with the node at a path replaced, or taken out where `next` is null; the root stays a group. */
export function put(root: Group, path: Path, next: Node | null): Group {
  const [at, ...rest] = path;
  if (at === undefined) return root;
  const of = root.of.flatMap((node, n) => {
    if (n !== at) return [node];
    if (rest.length === 0) return next ? [next] : [];
    const inner = node.type === "not" ? node.of : node;
    if (!isGroup(inner)) return [node];
    const changed = put(inner, rest, next);
    return [node.type === "not" ? { ...node, of: changed } : changed];
  });
  return { ...root, of };
}

export function add(root: Group, path: Path, node: Node): Group {
  if (path.length === 0) return { ...root, of: [...root.of, node] };
  const [at, ...rest] = path;
  const of = root.of.map((one, n) => {
    if (n !== at) return one;
    const inner = one.type === "not" ? one.of : one;
    if (!isGroup(inner)) return one;
    const changed = add(inner, rest, node);
    return one.type === "not" ? { ...one, of: changed } : changed;
  });
  return { ...root, of };
}

/** A stored rule as the builder holds it: the root is always a group. */
export function opened(rule: unknown): Group {
  const node = rule as Node;
  return isGroup(node) ? node : { type: "all", of: [node] };
}

export const TEMPLATES: Record<"t_repeat" | "t_sleeping" | "t_new" | "t_big", Group> = {
  t_repeat: {
    type: "all",
    of: [{ type: "event", event: "order_paid", measure: "count", op: "at_least", values: [2], window: { last_days: 90 } }],
  },
  t_sleeping: {
    type: "all",
    of: [
      { type: "event", event: "order_paid", measure: "count", op: "at_least", values: [1], window: {} },
      { type: "absent", event: "order_paid", window: { last_days: 60 } },
    ],
  },
  t_new: {
    type: "all",
    of: [
      { type: "attribute", field: "last_follow_at", op: "within_days", values: [7] },
      { type: "absent", event: "order_paid", window: {} },
    ],
  },
  t_big: {
    type: "all",
    of: [
      { type: "event", event: "order_paid", measure: "sum", property: "paid_cents", op: "at_least", values: [50000], window: { last_days: 90 } },
    ],
  },
};
