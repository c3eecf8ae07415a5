/** The figures of a code with the words that name them, in the order of the page. */
export const FIGURES = [
  ["adds", "adds"],
  ["first_adds", "firstAdds"],
  ["welcomed", "welcomed"],
  ["welcome_failed", "welcomeFailed"],
  ["still_friends", "still"],
  ["lost", "lost"],
  ["lost_within_day", "lostDay"],
] as const;

export type Figure = (typeof FIGURES)[number][0];
