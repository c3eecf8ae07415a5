import { LinkOutlined, PictureOutlined, AppstoreOutlined } from "@ant-design/icons";
import { Button, Form, Input, Modal, Select } from "antd";
import { useState } from "react";

import { api, ask, type Schemas } from "@/lib/api";
import { useMay } from "@/lib/session";
import { useWords } from "@/lib/words";

import { useAct } from "./acts";
import { uiWords } from "./words";

export interface Shown {
  text?: string;
  parts?: { kind: "image" | "link" | "mini_program" | "video" | "file"; title: string; url?: string }[];
}

/** How a message looks on the customer's phone; every word is shown as text, whatever it says. */
export function PhonePreview({ messages, from }: { messages: Shown[]; from: string }) {
  const say = useWords(uiWords);
  return (
    <figure className="phone-preview" aria-label={say("preview")} style={{ margin: 0 }}>
      <figcaption className="meta">{from}</figcaption>
      {messages.flatMap((message, n) => [
        message.text ? (
          <div className="bubble" key={`${n}-text`}>{message.text}</div>
        ) : null,
        ...(message.parts ?? []).map((part, m) => (
          <div className="bubble" key={`${n}-${m}`}>
            {part.kind === "image" && part.url ? (
              <img src={part.url} alt={part.title || say("picture")} style={{ maxWidth: "100%", display: "block" }} />
            ) : (
              <PartLine kind={part.kind} title={part.title} />
            )}
          </div>
        )),
      ])}
    </figure>
  );
}

function PartLine({ kind, title }: { kind: string; title: string }) {
  const say = useWords(uiWords);
  const icon = kind === "link" ? <LinkOutlined /> : kind === "mini_program" ? <AppstoreOutlined /> : <PictureOutlined />;
  return (
    <span className="row tight">
      {icon}
      <span>{title || say("picture")}</span>
      {kind === "mini_program" ? <span className="meta">{say("miniProgram")}</span> : null}
    </span>
  );
}

const REASONS = ["call_back", "delivery", "after_sale", "complaint", "verification", "other"] as const;
type Reason = Schemas["RevealIn"]["reason"];
const REASON_WORDS = {
  call_back: "reasonCallBack",
  delivery: "reasonDelivery",
  after_sale: "reasonAfterSale",
  complaint: "reasonComplaint",
  verification: "reasonVerification",
  other: "reasonOther",
} as const;

/** A masked number; shown whole with a right, for a reason, and written down. */
export function MaskedPhone({ customerId, masked }: { customerId: number; masked: string | null | undefined }) {
  const say = useWords(uiWords);
  const mayReveal = useMay("customers.reveal");
  const [isOpen, setOpen] = useState(false);
  const [whole, setWhole] = useState<string | null>(null);
  const reveal = useAct({
    run: (values: { reason: Reason; note?: string }) =>
      ask(
        api.POST("/v1/customers/{customer_id}/reveal", {
          params: { path: { customer_id: customerId } },
          body: { note: "", ...values },
        }),
      ),
    onDone: (found) => {
      setWhole(found.phone);
      setOpen(false);
    },
  });
  if (!masked) return <>—</>;
  return (
    <span className="row tight">
      <span className="num">{whole ?? masked}</span>
      {mayReveal && !whole ? (
        <Button type="link" size="small" onClick={() => setOpen(true)}>{say("reveal")}</Button>
      ) : null}
      <Modal title={say("revealTitle")} open={isOpen} onCancel={() => setOpen(false)} footer={null} destroyOnHidden>
        <Form layout="vertical" onFinish={reveal.mutate} initialValues={{ reason: "call_back" }}>
          <Form.Item name="reason" label={say("revealWhy")} rules={[{ required: true }]}>
            <Select options={REASONS.map((value) => ({ value, label: say(REASON_WORDS[value]) }))} />
          </Form.Item>
          <Form.Item name="note" label={say("revealNote")}>
            <Input maxLength={200} />
          </Form.Item>
          <div className="row" style={{ justifyContent: "flex-end" }}>
            <Button onClick={() => setOpen(false)}>{say("cancel")}</Button>
            <Button type="primary" htmlType="submit" loading={reveal.isPending}>{say("revealDo")}</Button>
          </div>
        </Form>
      </Modal>
    </span>
  );
}
