import { Form, InputNumber, Radio, Select } from "antd";

import { useSaid, useWords } from "@/lib/words";
import { Card } from "@/ui/page";

import { useSegments, useTags } from "../queries";
import type { Draft, WhomKind } from "../spec";
import { campaignWords } from "../words";

export interface PartProps {
  draft: Draft;
  change: (changes: Partial<Draft>) => void;
}

const KINDS = { segment: "bySegment", tags: "byTags", everyone: "everyone", list: "byList", rule: "byRule" } as const;

/** 1 给谁: a segment, tags, or everybody; a list or rule from elsewhere stays as it came. */
export function Whom({ draft, change }: PartProps) {
  const say = useWords(campaignWords);
  const fixed = draft.kind === "list" || draft.kind === "rule" ? [draft.kind] : [];
  const kinds: WhomKind[] = ["segment", "tags", "everyone", ...fixed];
  return (
    <Card title={say("column1")}>
      <Form layout="vertical" component="div">
        <Form.Item>
          <Radio.Group
            optionType="button"
            value={draft.kind}
            onChange={(event) => change({ kind: event.target.value as WhomKind })}
            options={kinds.map((value) => ({ value, label: say(KINDS[value]) }))}
          />
        </Form.Item>
        <Chooser draft={draft} change={change} />
        <Form.Item label={say("purpose")} extra={say("purposeText")}>
          <Radio.Group
            value={draft.purpose}
            onChange={(event) => change({ purpose: event.target.value as Draft["purpose"] })}
            options={(["marketing", "service"] as const).map((value) => ({ value, label: say(value) }))}
          />
        </Form.Item>
        <Form.Item label={say("holdout")} extra={say("holdoutText")}>
          <InputNumber aria-label={say("holdout")} min={0} max={50} step={1} suffix="%" value={draft.holdout} onChange={(holdout) => change({ holdout: holdout ?? 0 })} />
        </Form.Item>
      </Form>
    </Card>
  );
}

function Chooser({ draft, change }: PartProps) {
  const say = useWords(campaignWords);
  if (draft.kind === "segment") return <SegmentChoice draft={draft} change={change} />;
  if (draft.kind === "tags") return <TagChoice draft={draft} change={change} />;
  if (draft.kind === "everyone") return <p className="muted" style={{ marginBottom: 16 }}>{say("everyoneText")}</p>;
  if (draft.kind === "list") return <p style={{ marginBottom: 16 }}>{say("listText", { count: draft.customerIds.length })}</p>;
  return <p className="muted" style={{ marginBottom: 16 }}>{say("ruleText")}</p>;
}

function SegmentChoice({ draft, change }: PartProps) {
  const say = useWords(campaignWords);
  const said = useSaid();
  const query = useSegments();
  const chosen = query.data?.items.find((one) => one.id === draft.segmentId);
  return (
    <Form.Item extra={chosen ? said({ zh: chosen.sentence_zh, en: chosen.sentence_en }) : null}>
      <Select
        showSearch={{ optionFilterProp: "label" }}
        aria-label={say("chooseSegment")}
        placeholder={say("chooseSegment")}
        loading={query.isPending}
        value={draft.segmentId}
        onChange={(segmentId: number) => change({ segmentId })}
        options={query.data?.items.map((one) => ({ value: one.id, label: one.name }))}
      />
    </Form.Item>
  );
}

function TagChoice({ draft, change }: PartProps) {
  const say = useWords(campaignWords);
  const query = useTags();
  return (
    <Form.Item>
      <Select
        mode="multiple"
        aria-label={say("chooseTags")}
        placeholder={say("chooseTags")}
        loading={query.isPending}
        value={draft.tagIds}
        onChange={(tagIds: number[]) => change({ tagIds })}
        optionFilterProp="label"
        options={query.data?.map((group) => ({
          label: group.name,
          title: group.name,
          options: group.tags.map((tag) => ({ value: tag.id, label: tag.name })),
        }))}
      />
    </Form.Item>
  );
}
