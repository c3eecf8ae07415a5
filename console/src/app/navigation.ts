import { may, type Me } from "@/lib/session";

import { PAGES, type Group } from "./pages";

export interface NavGroup {
  group: Group;
  items: { path: string; title: NonNullable<(typeof PAGES)[number]["nav"]>["title"] }[];
}

/** The groups and pages that this person may open, in the order of the table. */
export function navigationOf(me: Me): NavGroup[] {
  const groups = new Map<Group, NavGroup>();
  for (const { path, nav, right } of PAGES) {
    if (!nav || !may(me, right)) continue;
    const group = groups.get(nav.group) ?? { group: nav.group, items: [] };
    group.items.push({ path, title: nav.title });
    groups.set(nav.group, group);
  }
  return [...groups.values()];
}

/** The page on which somebody lands: the one of their role if they may open it, else the first they may. */
export function landingOf(me: Me): string {
  const open = navigationOf(me).flatMap((group) => group.items.map((item) => item.path));
  return open.find((path) => path === me.landing.split("?")[0]) ?? open[0] ?? "/account";
}

/** The navigation entry under which an address stands. */
export function placeOf(pathname: string): string {
  const known = PAGES.filter(({ nav, path }) => nav && (pathname === path || pathname.startsWith(`${path}/`)));
  return known.sort((a, b) => b.path.length - a.path.length)[0]?.path ?? pathname;
}
