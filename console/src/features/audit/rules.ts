import { auditWords } from "./words";

type Word = (typeof auditWords)["keys"][number];
const known = new Set<string>(auditWords.keys);

/** An act's word; acts without one are told as other acts, never as a code. */
export function actionWord(action: string): Word {
  const key = `a_${action.replaceAll(".", "_")}`;
  return known.has(key) ? (key as Word) : "other";
}

export function kindWord(kind: string): Word {
  return known.has(`k_${kind}`) ? (`k_${kind}` as Word) : "k_other";
}

const PLACES: Record<string, string> = {
  customer: "/customers/", campaign: "/campaigns/", segment: "/segments/", live_code: "/live-codes/", import: "/imports/",
};

/** Where the object stands in the console, if it has a page of its own. */
export function placeOf(kind: string, id: string): string | null {
  const place = PLACES[kind];
  return place && /^\d+$/.test(id) ? place + id : null;
}
