import { Form, Input, Select } from "antd";

import { zoneName } from "@/lib/dates";
import { exact } from "@/lib/format";
import { useWords } from "@/lib/words";
import { Card } from "@/ui/page";

import { useRules, useStaffNames } from "../queries";
import { campaignWords } from "../words";
import type { Preview } from "./Preview";
import type { PartProps } from "./Whom";

/** 3 什么时候 · 谁来发: the span of time, who speaks, and what the rules of speaking allow. */
export function When({ draft, change, preview }: PartProps & { preview: Preview | undefined }) {
  const say = useWords(campaignWords);
  const staff = useStaffNames();
  return (
    <Card title={say("column3")}>
      <Form layout="vertical" component="div">
        <Form.Item label={say("from")} extra={say("fromText")}>
          <Input type="datetime-local" aria-label={say("from")} value={draft.from} onChange={(event) => change({ from: event.target.value })} />
        </Form.Item>
        <Form.Item label={say("until")} extra={say("untilText")}>
          <Input type="datetime-local" aria-label={say("until")} value={draft.until} onChange={(event) => change({ until: event.target.value })} />
        </Form.Item>
        <Form.Item label={say("byStaff")} extra={say("zone", { zone: zoneName() })}>
          <Select
            mode="multiple"
            aria-label={say("byStaff")}
            placeholder={say("anyStaff")}
            value={draft.staffIds}
            onChange={(staffIds: number[]) => change({ staffIds })}
            optionFilterProp="label"
            options={[...staff].map(([value, label]) => ({ value, label }))}
          />
        </Form.Item>
      </Form>
      <Load preview={preview} />
    </Card>
  );
}

function Load({ preview }: { preview: Preview | undefined }) {
  const say = useWords(campaignWords);
  const { data: rules } = useRules();
  const speakers = preview?.by_staff.length ?? 0;
  const people = preview?.by_staff.reduce((sum, one) => sum + one.people, 0) ?? 0;
  const hour = (time: string | null) => time?.slice(0, 5);
  return (
    <ul className="stack tight muted">
      {speakers ? <li>{say("confirmText", { staff: exact(speakers), each: exact(Math.round(people / speakers)) })}</li> : null}
      {rules ? <li>{say(`quota_${rules.quota_mode}`)}</li> : null}
      {rules?.week_cap ? <li>{say("capText", { count: rules.week_cap })}</li> : null}
      {rules?.quiet_from && rules.quiet_to ? <li>{say("quietText", { from: hour(rules.quiet_from), to: hour(rules.quiet_to) })}</li> : null}
    </ul>
  );
}
