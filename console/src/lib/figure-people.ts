/** The way from a figure's rows to a segment of the same people: an address that both pages understand. */

export interface FigurePeople {
  figure: "newcomers" | "buyers";
  /** From this day up to, not including, the other. */
  a: string;
  z: string;
  staff?: number;
}

const FIGURES: Record<string, FigurePeople["figure"]> = {
  customers_new: "newcomers",
  net_sales: "buyers",
  orders_valid: "buyers",
  buyers: "buyers",
};
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Where the people behind a metric become a segment; null for figures that no rule describes exactly. */
export function segmentAddress(metric: string, { a, z, staff }: { a: string; z: string; staff?: number | null }): string | null {
  const figure = FIGURES[metric];
  if (!figure) return null;
  const address = new URLSearchParams({ people: figure, a, z });
  if (staff) address.set("staff", String(staff));
  return `/segments/new?${address.toString()}`;
}

/** What such an address asks for; null when it asks for nothing that we know. */
export function figurePeople(get: (key: string) => string): FigurePeople | null {
  const figure = Object.values(FIGURES).find((one) => one === get("people"));
  const [a, z] = [get("a"), get("z")];
  if (!figure || !DAY.test(a) || !DAY.test(z) || a >= z) return null;
  const staff = Number(get("staff"));
  return { figure, a, z, ...(Number.isSafeInteger(staff) && staff > 0 ? { staff } : {}) };
}
