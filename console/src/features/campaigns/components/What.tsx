import { Alert, Button, Form, Input, Select } from "antd";
import { useRef, useState } from "react";
import type { TextAreaRef } from "antd/es/input/TextArea";

import { useSaid, useWords } from "@/lib/words";
import { Card } from "@/ui/page";
import { PhonePreview, type Shown } from "@/ui/phone";

import { useCorpName, useRules, useStaffNames } from "../queries";
import { filled, type Part } from "../spec";
import { campaignWords } from "../words";
import { plainReason, type Preview } from "./Preview";
import type { PartProps } from "./Whom";

const MOST_PARTS = 9;
const VARIABLES = [["insertStaff", "{{ staff.name }}"], ["insertCorp", "{{ corp.name }}"]] as const;

/** 2 说什么: the text with its places, what goes with it, how it looks, and whether it may be said. */
export function What({ draft, change, preview }: PartProps & { preview: Preview | undefined }) {
  const say = useWords(campaignWords);
  const area = useRef<TextAreaRef>(null);
  const insert = (place: string) => {
    const field = area.current?.resizableTextArea?.textArea;
    const at = field?.selectionStart ?? draft.text.length;
    change({ text: draft.text.slice(0, at) + place + draft.text.slice(field?.selectionEnd ?? at) });
    field?.focus();
  };
  return (
    <Card title={say("column2")}>
      <Form layout="vertical" component="div">
        <Form.Item label={say("text")} extra={say("massText")}>
          <Input.TextArea
            ref={area}
            aria-label={say("text")}
            placeholder={say("textHint")}
            autoSize={{ minRows: 4, maxRows: 12 }}
            value={draft.text}
            onChange={(event) => change({ text: event.target.value })}
          />
        </Form.Item>
        <div className="row" style={{ marginBottom: 12 }}>
          {VARIABLES.map(([word, place]) => (
            <Button key={word} size="small" onClick={() => insert(place)}>{say(word)}</Button>
          ))}
          <span className="meta">{say("bytes", { n: new TextEncoder().encode(draft.text).length })}</span>
        </div>
        <Parts parts={draft.parts} onChange={(parts) => change({ parts })} />
        <ContentCheck text={draft.text} preview={preview} />
      </Form>
      <SampledPhone text={draft.text} parts={draft.parts} preview={preview} />
    </Card>
  );
}

function ContentCheck({ text, preview }: { text: string; preview: Preview | undefined }) {
  const say = useWords(campaignWords);
  const said = useSaid();
  const rules = useRules();
  const word = rules.data?.banned_words?.find((one) => one && text.toLowerCase().includes(one.toLowerCase()));
  const stop = preview?.stops.find((one) => one.gate === "content" || one.gate === "render");
  if (word) return <Alert type="error" showIcon title={say("banned", { word })} style={{ marginBottom: 12 }} />;
  if (stop) return <Alert type="error" showIcon title={say("contentBad", { why: plainReason(said({ zh: stop.sentence_zh, en: stop.sentence_en })) })} style={{ marginBottom: 12 }} />;
  if (!text.trim() || !rules.data) return null;
  return <Alert type="success" showIcon title={say("contentOk")} style={{ marginBottom: 12 }} />;
}

const NEW: Record<"image" | "link" | "mini_program", Part> = {
  image: { kind: "image", pic_url: "" },
  link: { kind: "link", title: "", url: "" },
  mini_program: { kind: "mini_program", title: "", appid: "", page: "", pic_media_id: "" },
};
const FIELDS = {
  image: [["pic_url", "picUrl"]],
  link: [["title", "partTitle"], ["url", "partUrl"], ["desc", "partDesc"]],
  mini_program: [["title", "partTitle"], ["appid", "partAppid"], ["page", "partPage"], ["pic_media_id", "partPic"]],
  video: [],
  file: [],
} as const;

function Parts({ parts, onChange }: { parts: Part[]; onChange: (parts: Part[]) => void }) {
  const say = useWords(campaignWords);
  const set = (at: number, field: string, value: string) => onChange(parts.map((part, n) => (n === at ? ({ ...part, [field]: value } as Part) : part)));
  return (
    <div className="stack tight" style={{ marginBottom: 12 }}>
      {parts.map((part, at) => {
        const kind = part.kind ?? "image";
        const values = part as Record<string, unknown>;
        return (
          <div key={at} className="card stack tight" style={{ padding: 12 }}>
            <div className="row apart">
              <strong>{say(kind)}</strong>
              <Button size="small" type="text" danger onClick={() => onChange(parts.filter((_, n) => n !== at))}>{say("removePart")}</Button>
            </div>
            {FIELDS[kind].map(([field, word]) => (
              <Input
                key={field}
                aria-label={say(word)}
                placeholder={say(word)}
                value={typeof values[field] === "string" ? values[field] : ""}
                onChange={(event) => set(at, field, event.target.value)}
              />
            ))}
          </div>
        );
      })}
      {parts.length < MOST_PARTS ? (
        <div className="row">
          <Button size="small" onClick={() => onChange([...parts, NEW.image])}>{say("addImage")}</Button>
          <Button size="small" onClick={() => onChange([...parts, NEW.link])}>{say("addLink")}</Button>
          <Button size="small" onClick={() => onChange([...parts, NEW.mini_program])}>{say("addMini")}</Button>
        </div>
      ) : null}
    </div>
  );
}

/** The text differs by staff member only, so the samples go from one staff member's customers to the next's. */
export function SampledPhone({ text, parts, preview }: { text: string; parts: Part[]; preview: Preview | undefined }) {
  const say = useWords(campaignWords);
  const [wanted, setWanted] = useState(0);
  const names = useStaffNames();
  const corp = useCorpName();
  const samples = preview?.by_staff ?? [];
  const at = samples.length ? wanted % samples.length : 0;
  const sample = samples[at];
  const name = sample ? (names.get(sample.staff_id) ?? say("sampleStaff")) : say("sampleStaff");
  const shown: Shown = {
    text: filled(text, name, corp ?? say("sampleCorp")),
    parts: parts.map((part) => ({ kind: part.kind ?? "image", title: "title" in part && part.title ? part.title : say(part.kind ?? "image") })),
  };
  return (
    <div className="stack tight">
      {sample ? (
        <Select
          aria-label={say("nextSample")}
          value={at}
          onChange={setWanted}
          options={samples.map((one, n) => ({ value: n, label: say("phoneOf", { n: n + 1, of: samples.length, name: names.get(one.staff_id) ?? say("sampleStaff"), shown: one.people }) }))}
        />
      ) : null}
      <div className="row">
        {samples.length > 1 ? <Button size="small" aria-label={say("previousSample")} onClick={() => setWanted((at + samples.length - 1) % samples.length)}>{"◂"}</Button> : null}
        <PhonePreview messages={[shown]} from={name} />
        {samples.length > 1 ? <Button size="small" aria-label={say("nextSample")} onClick={() => setWanted(at + 1)}>{"▸"}</Button> : null}
      </div>
    </div>
  );
}
