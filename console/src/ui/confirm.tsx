import { Form, Input, Modal } from "antd";
import { useState, type ReactNode } from "react";

import { useWords } from "@/lib/words";

import { uiWords } from "./words";

interface ConfirmProps {
  isOpen: boolean;
  title: string;
  /** What will happen, in a sentence. */
  children: ReactNode;
  /** What the button says: the act and its object. */
  act: string;
  /** What must be typed first, for acts that reach far. */
  typed?: string;
  /** With it a reason is asked for. */
  reasonLabel?: string;
  isBusy?: boolean;
  onDo: (reason: string) => void;
  onClose: () => void;
}

/** Asks once more before an act that reaches far; the button carries the act's name. */
export function Confirm(props: ConfirmProps) {
  const say = useWords(uiWords);
  const [typed, setTyped] = useState("");
  const [reason, setReason] = useState("");
  const isReady = (!props.typed || typed.trim() === props.typed) && (!props.reasonLabel || reason.trim().length > 0);
  return (
    <Modal
      title={props.title}
      open={props.isOpen}
      okText={props.act}
      cancelText={say("cancel")}
      okButtonProps={{ danger: true, disabled: !isReady, loading: props.isBusy }}
      onOk={() => props.onDo(reason.trim())}
      onCancel={props.onClose}
      afterClose={() => { setTyped(""); setReason(""); }}
      destroyOnHidden
    >
      <div className="stack">
        <div>{props.children}</div>
        {props.reasonLabel ? (
          <Form.Item label={props.reasonLabel} layout="vertical" style={{ margin: 0 }}>
            <Input.TextArea aria-label={props.reasonLabel} value={reason} maxLength={200} rows={2} onChange={(event) => setReason(event.target.value)} />
          </Form.Item>
        ) : null}
        {props.typed ? (
          <Form.Item label={say("typeToConfirm", { word: props.typed })} layout="vertical" style={{ margin: 0 }}>
            <Input aria-label={say("typeToConfirm", { word: props.typed })} value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" />
          </Form.Item>
        ) : null}
      </div>
    </Modal>
  );
}
