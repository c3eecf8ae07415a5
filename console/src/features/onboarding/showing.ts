/** Where a step is shown: the page, and in `show` the first thing on it that matters. */
const SHOWN: Record<string, string> = {
  make_code: "/live-codes?show=primary",
  save_segment: "/customers?show=search",
  send_campaign: "/campaigns?show=primary",
  ask_why: "/campaigns?show=row",
  approve_once: "/campaigns?state=submitted&show=row",
  tag_customers: "/customers?show=row",
  reveal_once: "/customers?show=row",
  withdraw_consent: "/customers?show=row",
  connect_corp: "/settings/doctor?show=row",
};

export function shownAt(step: string): string | null {
  return SHOWN[step] ?? null;
}

const MARKS: Record<string, string> = {
  primary: ".page-head .ant-btn-primary, .page .ant-btn-primary",
  search: "[data-page-search]",
  row: ".page .ant-table-row, .page .cards > li, .page [data-line]",
};

/** The thing on the page that `show` names; null while it is not there or when nothing is named. */
export function findShown(show: string, root: ParentNode = document): HTMLElement | null {
  const mark = MARKS[show];
  return mark ? root.querySelector<HTMLElement>(mark) : null;
}
