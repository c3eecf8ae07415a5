import { Button, Form, Input, Modal } from "antd";
import { useState } from "react";

import { useWords } from "@/lib/words";
import { showFieldErrors, useAct, useTell } from "@/ui/acts";
import { Face } from "@/ui/chips";
import { SearchBox } from "@/ui/inputs";
import { Asked } from "@/ui/states";

import { merge, unmerge, useCustomer, useFound, type Customer } from "../queries";
import { customerWords } from "../words";

interface MergeProps {
  customer: Customer;
  onClose: () => void;
}

/** Find the other record, see what it brings along, say why, merge; a merge can be split again. */
export function MergeDialog({ customer, onClose }: MergeProps) {
  const say = useWords(customerWords);
  const [other, setOther] = useState<number | null>(null);
  return (
    <Modal open title={say("mergeTitle")} footer={null} onCancel={onClose} width={560}>
      {other === null ? <Find customer={customer} onPick={setOther} /> : <Preview customer={customer} other={other} onBack={() => setOther(null)} onClose={onClose} />}
    </Modal>
  );
}

function Find({ customer, onPick }: { customer: Customer; onPick: (id: number) => void }) {
  const say = useWords(customerWords);
  const [text, setText] = useState("");
  const found = useFound(text, customer.id);
  return (
    <div className="stack tight">
      <SearchBox value={text} onSearch={setText} placeholder={say("mergeFind")} width="100%" />
      {text ? (
        <Asked query={found} rows={4} isPart>
          {(rows) =>
            rows.length ? (
              <ul aria-label={say("mergeWhich")}>
                {rows.map((row) => (
                  <li key={row.id}>
                    <button type="button" className="find row" onClick={() => onPick(row.id)}>
                      <Face name={row.name || say("unnamed")} id={row.id} src={row.avatar_url} size={24} />
                      <span className="grow">{row.name || say("unnamed")}</span>
                      <span className="meta">{row.phone_masked ?? ""}</span>
                    </button>
                  </li>
                ))}
              </ul>
            ) : (
              <p className="muted">{say("mergeNobody")}</p>
            )
          }
        </Asked>
      ) : null}
    </div>
  );
}

function Preview({ customer, other, onBack, onClose }: { customer: Customer; other: number; onBack: () => void; onClose: () => void }) {
  const say = useWords(customerWords);
  const query = useCustomer(other);
  const [form] = Form.useForm<{ reason: string }>();
  const { done } = useTell();
  const renews = [["customer"], ["customers"], ["tags"]];
  const back = useAct({ run: (id: number) => unmerge(id, say("mergeMistake")), renews });
  const act = useAct({
    run: ({ reason }: { reason: string }) => merge(customer.id, other, reason),
    renews,
    onDone: (made) => {
      onClose();
      done(say("merged"), () => back.mutateAsync(made.id));
    },
    onFailed: (error) => showFieldErrors(form, error),
  });
  return (
    <Asked query={query} rows={4} isPart>
      {(loser) => (
        <Form form={form} layout="vertical" onFinish={act.mutate}>
          <div className="stack tight">
            <p><strong>{say("mergeKeeps", { name: customer.static.name || say("unnamed") })}</strong></p>
            <p>{say("mergeGoes", { name: loser.static.name || say("unnamed") })}</p>
            <p>
              {say("mergeMoves", {
                relations: loser.relations.length,
                tags: loser.tags.filter((tag) => !customer.tags.some((own) => own.id === tag.id)).length,
                identities: loser.identities.length,
                events: loser.behaviour.events_total,
              })}
            </p>
            <p className="muted">{say("mergeAfter")}</p>
            <Form.Item name="reason" label={say("reason")} rules={[{ required: true, whitespace: true, message: say("reasonNeeded") }]}>
              <Input.TextArea rows={2} maxLength={500} />
            </Form.Item>
            <div className="row" style={{ justifyContent: "flex-end" }}>
              <Button onClick={onBack}>{say("mergeBack")}</Button>
              <Button type="primary" danger htmlType="submit" loading={act.isPending}>{say("mergeDo")}</Button>
            </div>
          </div>
        </Form>
      )}
    </Asked>
  );
}

/** Why a merged record is split off again. */
export function SplitDialog({ mergeId, onClose }: { mergeId: number; onClose: () => void }) {
  const say = useWords(customerWords);
  const [form] = Form.useForm<{ reason: string }>();
  const { done } = useTell();
  const act = useAct({
    run: ({ reason }: { reason: string }) => unmerge(mergeId, reason),
    renews: [["customer"], ["customers"], ["tags"]],
    onDone: () => {
      onClose();
      done(say("unmerged"));
    },
    onFailed: (error) => showFieldErrors(form, error),
  });
  return (
    <Modal open title={say("mergeUndoTitle")} okText={say("mergeUndo")} cancelText={say("notNow")} onOk={form.submit} onCancel={onClose} okButtonProps={{ loading: act.isPending, danger: true }}>
      <Form form={form} layout="vertical" onFinish={act.mutate}>
        <p className="muted">{say("mergeUndoText")}</p>
        <Form.Item name="reason" label={say("reason")} rules={[{ required: true, whitespace: true, message: say("reasonNeeded") }]}>
          <Input.TextArea rows={2} maxLength={500} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
