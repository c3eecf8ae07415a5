import { Alert, Button } from "antd";
import type { UseQueryResult } from "@tanstack/react-query";

import type { Schemas } from "@/lib/api";
import { exact } from "@/lib/format";
import { useSaid, useWords } from "@/lib/words";
import { Card } from "@/ui/page";
import { Asked } from "@/ui/states";

import type { Stop } from "../queries";
import { campaignWords } from "../words";
import { Waterfall, type Bar } from "./Waterfall";

export type Preview = Schemas["siyu__acquisition__campaigns__schemas__PreviewOut"];

const FIXES = {
  no_friend: "fix_no_friend",
  staff_unable: "fix_staff_unable",
  no_consent: "fix_no_consent",
  suppressed: "fix_suppressed",
  global_holdout: "fix_holdout",
  holdout: "fix_holdout",
  missing_variable: "fix_text",
  unknown_variable: "fix_text",
  bad_template: "fix_text",
  text_too_long: "fix_text",
  part_too_long: "fix_text",
  banned_word: "fix_text",
  empty: "fix_text",
  day_cap: "fix_cap",
  week_cap: "fix_cap",
  month_cap: "fix_cap",
  quota_reached: "fix_quota",
  expired: "fix_expired",
  quiet_hours: "fix_later",
  not_yet: "fix_later",
} as const;
const ORDER = ["wanted", "reachable", "consent", "suppression", "holdout", "arm", "render", "content", "quiet", "cap", "quota", "rate"];

/** What one can do about a reason, as a key of the words. */
export function fixOf(reason: string) {
  return FIXES[reason as keyof typeof FIXES] as (typeof FIXES)[keyof typeof FIXES] | undefined;
}

/** The reason without the state before it: the bar's colour and place say the state already. */
export function plainReason(sentence: string): string {
  return sentence.replace(/^(未发送|已顺延|发送失败|结果未知)：/, "").replace(/^(It is not sent\.|It waits\.|It failed\.|The result is unknown\.) /, "");
}

export const gets = (preview: Preview) => preview.ready + preview.held;

/** The stop that takes most people away. */
export function mainStop(preview: Preview): Stop | undefined {
  return [...preview.stops].filter((stop) => stop.state === "skipped").sort((a, b) => b.people - a.people)[0];
}

interface WhoGetsItProps {
  query: UseQueryResult<Preview>;
  linkOf: (stop: string) => string;
  isStale?: boolean;
}

/** Everybody considered, minus each reason in the order of the gates, is who gets it. */
export function WhoGetsIt({ query, linkOf, isStale = false }: WhoGetsItProps) {
  const say = useWords(campaignWords);
  return (
    <Card
      title={say("whoTitle")}
      extra={<Button size="small" loading={query.isFetching} onClick={() => void query.refetch()}>{say("recount")}</Button>}
    >
      {isStale ? <Alert type="warning" showIcon title={say("unsaved")} style={{ marginBottom: 12 }} /> : null}
      <Asked query={query} isPart rows={5}>{(preview) => <Bars preview={preview} linkOf={linkOf} />}</Asked>
    </Card>
  );
}

function Bars({ preview, linkOf }: { preview: Preview; linkOf: (stop: string) => string }) {
  const say = useWords(campaignWords);
  const said = useSaid();
  const stops = [...preview.stops].sort((a, b) => ORDER.indexOf(a.gate) - ORDER.indexOf(b.gate));
  const reasonOf = (stop: Stop) => plainReason(said({ zh: stop.sentence_zh, en: stop.sentence_en }));
  const hintOf = (stop: Stop) => {
    const fix = fixOf(stop.reason);
    return fix ? say(fix) : null;
  };
  const bars: Bar[] = [
    { key: "considered", kind: "whole", tone: "grey", label: <strong>{say("considered")}</strong>, value: preview.considered },
    ...stops
      .filter((stop) => stop.state === "skipped")
      .map((stop): Bar => {
        const key = `${stop.gate}:${stop.reason}`;
        return { key, kind: "part", tone: "amber", label: `− ${reasonOf(stop)}`, value: stop.people, to: linkOf(key), hint: hintOf(stop) };
      }),
    { key: "gets", kind: "rest", tone: "primary", label: <strong>{say("willGet")}</strong>, value: gets(preview), to: linkOf("ready") },
    ...stops
      .filter((stop) => stop.state === "held")
      .map((stop): Bar => ({ key: `held:${stop.reason}`, kind: "rest", tone: "violet", label: say("willGetLater"), value: stop.people, to: linkOf("ready"), hint: reasonOf(stop) })),
  ];
  const main = mainStop(preview);
  return (
    <div className="stack tight">
      {gets(preview) === 0 && main ? (
        <Alert type="error" showIcon title={say("nobody", { why: reasonOf(main), shown: exact(main.people) })} />
      ) : null}
      <Waterfall name="preview" total={preview.considered} bars={bars} />
    </div>
  );
}
