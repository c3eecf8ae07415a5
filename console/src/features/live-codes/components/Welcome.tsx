import { DeleteOutlined, LinkOutlined, PictureOutlined } from "@ant-design/icons";
import { Button, Input, Upload } from "antd";
import { useRef } from "react";

import { upload, type Schemas } from "@/lib/api";
import { useWords } from "@/lib/words";
import { useTell } from "@/ui/acts";
import type { Shown } from "@/ui/phone";

import { codeWords } from "../words";

export type Variant = Schemas["WelcomeVariant"];
type Part = NonNullable<Variant["parts"]>[number];
const VARIABLES = ["customer", "staff", "corp"] as const;
export type Names = Record<(typeof VARIABLES)[number], string>;
const MOST_PARTS = 9;

/** The first welcome of a code: text with variables, pictures, link cards. */
export function WelcomeEditor({ value, onChange }: { value: Variant; onChange: (next: Variant) => void }) {
  const say = useWords(codeWords);
  const { failed } = useTell();
  const box = useRef<HTMLDivElement>(null);
  const parts = value.parts ?? [];
  const setParts = (next: Part[]) => onChange({ ...value, parts: next });
  const insert = (name: string) => {
    const area = box.current?.querySelector("textarea");
    const at = area?.selectionStart ?? value.text?.length ?? 0;
    const text = value.text ?? "";
    onChange({ ...value, text: `${text.slice(0, at)}{{ ${name}.name }}${text.slice(at)}` });
  };
  const take = async (file: File) => {
    const form = new FormData();
    form.append("file", file);
    try {
      const picture = await upload<Schemas["PictureOut"]>("/v1/live-codes/pictures", form);
      setParts([...parts, { kind: "image", picture_id: picture.id }]);
    } catch (error) {
      failed(error);
    }
  };
  return (
    <div className="stack tight" ref={box}>
      <div className="row">
        {VARIABLES.map((name) => (
          <Button key={name} size="small" onClick={() => insert(name)}>{say(`v_${name}`)}</Button>
        ))}
      </div>
      <Input.TextArea aria-label={say("welcomeTitle")} rows={4} maxLength={4000} value={value.text ?? ""} onChange={(event) => onChange({ ...value, text: event.target.value })} />
      {parts.map((part, n) => (
        <PartEditor key={n} part={part} onChange={(next) => setParts(parts.flatMap((one, m) => (m === n ? (next ? [next] : []) : [one])))} />
      ))}
      {parts.length < MOST_PARTS ? (
        <div className="row">
          <Button size="small" icon={<LinkOutlined />} onClick={() => setParts([...parts, { kind: "link", title: "", url: "https://" }])}>{say("addLink")}</Button>
          <Upload accept="image/png,image/jpeg" showUploadList={false} beforeUpload={(file) => { void take(file); return false; }}>
            <Button size="small" icon={<PictureOutlined />}>{say("addPicture")}</Button>
          </Upload>
        </div>
      ) : null}
    </div>
  );
}

function PartEditor({ part, onChange }: { part: Part; onChange: (next: Part | null) => void }) {
  const say = useWords(codeWords);
  const remove = <Button type="text" icon={<DeleteOutlined />} aria-label={say("remove")} onClick={() => onChange(null)} />;
  if (part.kind === "link")
    return (
      <div className="row">
        <Input aria-label={say("linkTitle")} placeholder={say("linkTitle")} style={{ width: 180 }} maxLength={64} value={part.title} onChange={(event) => onChange({ ...part, title: event.target.value })} />
        <Input className="grow" aria-label={say("linkUrl")} placeholder={say("linkUrl")} value={part.url} onChange={(event) => onChange({ ...part, url: event.target.value })} />
        {remove}
      </div>
    );
  return (
    <div className="row">
      <img src={`/v1/live-codes/pictures/${part.picture_id}`} alt="" style={{ height: 48, borderRadius: 4 }} />
      <span className="grow">{part.kind === "mini_program" ? part.title : null}</span>
      {remove}
    </div>
  );
}

/** What the phone shows, with sample names in place of the variables. */
export function shownOf(variant: Variant | undefined, names: Names): Shown[] {
  if (!variant) return [];
  const text = VARIABLES.reduce((words, name) => words.replaceAll(new RegExp(`\\{\\{\\s*${name}\\.name\\s*\\}\\}`, "g"), () => names[name]), variant.text ?? "");
  const parts = (variant.parts ?? []).map((part) => ({
    kind: part.kind ?? "image",
    title: part.kind === "link" || part.kind === "mini_program" ? part.title : "",
    url: part.kind === "image" || part.kind === undefined ? `/v1/live-codes/pictures/${part.picture_id}` : undefined,
  }));
  return [{ text, parts: parts as Shown["parts"] }];
}
