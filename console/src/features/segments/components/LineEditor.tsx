import { InputNumber, Select } from "antd";

import { useSaid, useWords } from "@/lib/words";

import { useStaff, useTagGroups, useVocabulary } from "../queries";
import type { Line } from "../rule";
import { segmentWords } from "../words";
import { EventEditor, WindowSelect, EventSelect } from "./EventEditor";
import { Numbers } from "./Numbers";

type Of<T extends Line["type"]> = Extract<Line, { type: T }>;
interface EditorProps<L extends Line> {
  line: L;
  onChange: (line: Line) => void;
}

const LABELS = ["champion", "loyal", "big_spender", "potential", "new_buyer", "cannot_lose", "at_risk", "lost", "ordinary"] as const;
const CLASSES = ["new", "active", "high_value", "silent", "lost"] as const;

/** The typed inputs of one condition. */
export function LineEditor({ line, onChange }: EditorProps<Line>) {
  const say = useWords(segmentWords);
  switch (line.type) {
    case "attribute":
      return <AttributeEditor line={line} onChange={onChange} />;
    case "tags":
      return <TagsEditor line={line} onChange={onChange} />;
    case "staff":
      return <StaffEditor line={line} onChange={onChange} />;
    case "event":
      return <EventEditor line={line} onChange={onChange} />;
    case "absent":
      return (
        <>
          <WindowSelect window={line.window} onChange={(window) => onChange({ ...line, window })} />
          <EventSelect value={line.event} onChange={(event) => onChange({ ...line, event })} />
        </>
      );
    case "silent":
      return <InputNumber aria-label={say("silentDays")} min={1} max={3660} precision={0} value={line.days} suffix={say("daysUnit")} onChange={(days) => onChange({ ...line, days: days ?? 1 })} />;
    case "rfm":
      return <Several label={say("labels")} value={line.labels} onChange={(labels) => onChange({ ...line, labels })} options={LABELS.map((value) => ({ value, label: say(`r_${value}`) }))} />;
    case "lifecycle":
      return <Several label={say("classes")} value={line.classes} onChange={(classes) => onChange({ ...line, classes })} options={CLASSES.map((value) => ({ value, label: say(`c_${value}`) }))} />;
    case "everyone":
      return <span className="grow" />;
  }
}

interface SeveralProps {
  label: string;
  value: string[];
  onChange: (value: string[]) => void;
  options: { value: string; label: string }[];
}

function Several({ label, value, onChange, options }: SeveralProps) {
  return <Select mode="multiple" className="grow" style={{ minWidth: 200 }} aria-label={label} placeholder={label} value={value} onChange={onChange} options={options} optionFilterProp="label" />;
}

function AttributeEditor({ line, onChange }: EditorProps<Of<"attribute">>) {
  const say = useWords(segmentWords);
  const said = useSaid();
  const { data } = useVocabulary();
  const field = data?.fields.find((one) => one.name === line.field);
  const isText = field?.kind === "word";
  const isList = line.op === "in" || line.op === "not_in";
  return (
    <>
      <Select
        showSearch={{ optionFilterProp: "label" }}
        aria-label={say("field")}
        style={{ width: 150 }}
        value={line.field}
        onChange={(name) => onChange({ type: "attribute", field: name, op: data?.fields.find((one) => one.name === name)?.ops.includes("in") ? "in" : "within_days", values: [] })}
        options={data?.fields.map((one) => ({ value: one.name, label: said(one) }))}
      />
      <Select
        aria-label={say("op")}
        style={{ width: 130 }}
        value={line.op}
        onChange={(op) => onChange({ ...line, op, values: [] })}
        options={(field?.ops ?? [line.op]).map((op) => ({ value: op, label: say(`op_${op}` as "op_in") }))}
      />
      {line.op === "known" || line.op === "unknown" ? null : isList ? (
        <Select
          mode="tags"
          className="grow"
          style={{ minWidth: 180 }}
          aria-label={say("values")}
          placeholder={say("typeValues")}
          value={line.values.map(String)}
          onChange={(values: string[]) => onChange({ ...line, values: isText ? values : values.map(Number).filter(Number.isInteger) })}
          open={false}
          suffixIcon={null}
        />
      ) : (
        <Numbers op={line.op} values={line.values.map(Number)} onChange={(values) => onChange({ ...line, values })} />
      )}
    </>
  );
}

function TagsEditor({ line, onChange }: EditorProps<Of<"tags">>) {
  const say = useWords(segmentWords);
  const groups = useTagGroups();
  return (
    <>
      <Select
        aria-label={say("op")}
        style={{ width: 110 }}
        value={line.op}
        onChange={(op) => onChange({ ...line, op })}
        options={(["any", "all", "none"] as const).map((op) => ({ value: op, label: say(`op_${op}`) }))}
      />
      <Select
        mode="multiple"
        className="grow"
        style={{ minWidth: 200 }}
        aria-label={say("tags")}
        placeholder={say("tags")}
        optionFilterProp="label"
        value={line.tags}
        onChange={(tags) => onChange({ ...line, tags })}
        options={groups.data?.map((group) => ({ label: group.name, title: group.name, options: group.tags.map((tag) => ({ value: tag.id, label: tag.name })) }))}
      />
    </>
  );
}

function StaffEditor({ line, onChange }: EditorProps<Of<"staff">>) {
  const say = useWords(segmentWords);
  const staff = useStaff();
  return (
    <>
      <Select
        aria-label={say("op")}
        style={{ width: 180 }}
        value={line.op}
        onChange={(op) => onChange({ ...line, op })}
        options={[
          { value: "any", label: say("staffAny") },
          { value: "none", label: say("staffNone") },
        ]}
      />
      <Select
        mode="multiple"
        className="grow"
        style={{ minWidth: 180 }}
        aria-label={say("k_staff")}
        placeholder={say("k_staff")}
        optionFilterProp="label"
        value={line.staff}
        onChange={(ids) => onChange({ ...line, staff: ids })}
        options={staff.data?.items.map((member) => ({ value: member.id, label: member.name }))}
      />
    </>
  );
}
