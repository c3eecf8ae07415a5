import { Button, Checkbox, DatePicker, Form, Input, Modal } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";

import { api, ask, type Schemas } from "@/lib/api";
import { dayStart } from "@/lib/dates";
import { may, useMe } from "@/lib/session";
import { useAddress } from "@/lib/url";
import { useWords } from "@/lib/words";
import { showFieldErrors, useAct } from "@/ui/acts";
import { StateChip } from "@/ui/chips";
import { Confirm } from "@/ui/confirm";
import { Copyable } from "@/ui/inputs";
import { Moment } from "@/ui/numbers";
import { Total } from "@/ui/page";
import { Asked, Empty } from "@/ui/states";
import { DataTable, Pager, usePaging } from "@/ui/table";
import { uiWords } from "@/ui/words";

import { RIGHTS, rightWord, useKeys, type Key, type Right } from "../queries";
import { accountsWords } from "../words";

export function Keys({ mayWrite }: { mayWrite: boolean }) {
  const say = useWords(accountsWords);
  const address = useAddress();
  const paging = usePaging();
  const query = useKeys(paging.cursor);
  const [made, setMade] = useState<Schemas["NewApiKeyOut"] | null>(null);
  const [revoking, setRevoking] = useState<Key | null>(null);
  const revoke = useAct({ run: (id: number) => ask(api.DELETE("/v1/api-keys/{key_id}", { params: { path: { key_id: id } } })), renews: [["api-keys"]], onDone: () => setRevoking(null) });
  const add = mayWrite ? <Button type="primary" onClick={() => address.set({ new: "1" })}>{say("newKey")}</Button> : null;
  const act = (row: Key) => (mayWrite && !row.revoked_at ? <Button size="small" danger onClick={() => setRevoking(row)}>{say("revoke")}</Button> : null);
  return (
    <>
      <div className="row apart"><Total total={query.data?.total} />{query.data?.items.length ? add : null}</div>
      <Asked query={query} rows={6}>
        {(page) => (
          <>
            <DataTable
              label={say("keys")}
              rows={page.items}
              rowKey={(row) => row.id}
              columns={[
                { title: say("keyName"), render: (_, row) => row.name },
                { title: say("prefix"), render: (_, row) => <code>{row.prefix}…</code> },
                { title: say("rights"), render: (_, row) => row.rights.map((right) => say(rightWord(right as Right))).join("、") },
                { title: say("state"), render: (_, row) => <KeyState row={row} /> },
                { title: say("lastUsed"), render: (_, row) => (row.last_used_at ? <Moment at={row.last_used_at} /> : say("never")) },
                { title: say("expires"), render: (_, row) => <Moment at={row.expires_at} /> },
                { title: "", render: (_, row) => act(row) },
              ]}
              card={(row) => <div className="stack tight"><div className="row apart"><strong>{row.name}</strong><KeyState row={row} /></div><code>{row.prefix}…</code>{act(row)}</div>}
              isBusy={query.isPlaceholderData}
              empty={<Empty picture="not-connected" title={say("keysNone")} text={say("keysNoneText")} actions={add} />}
            />
            {page.items.length ? <Pager paging={paging} next={page.next_cursor} total={page.total} /> : null}
          </>
        )}
      </Asked>
      <NewKey isOpen={mayWrite && address.get("new") === "1"} onClose={() => address.set({ new: null })} onMade={setMade} />
      <Confirm isOpen={revoking !== null} title={say("revoke")} act={say("revoke")} isBusy={revoke.isPending} onDo={() => revoking && revoke.mutate(revoking.id)} onClose={() => setRevoking(null)}>{say("revokeText")}</Confirm>
      <Modal title={made?.name} open={made !== null} closable={false} mask={{ closable: false }} footer={<Button type="primary" onClick={() => setMade(null)}>{say("kept")}</Button>}>
        <div className="stack tight"><p>{say("keyOnce")}</p>{made ? <Copyable value={made.key} /> : null}</div>
      </Modal>
    </>
  );
}

function KeyState({ row }: { row: Key }) {
  const say = useWords(accountsWords);
  const [now] = useState(() => Date.now());
  if (row.revoked_at) return <StateChip tone="grey">{say("revoked")}</StateChip>;
  if (new Date(row.expires_at).getTime() < now) return <StateChip tone="amber">{say("expired")}</StateChip>;
  return <StateChip tone="green">{say("active")}</StateChip>;
}

interface Values {
  name: string;
  rights: Right[];
  expires?: Dayjs | null;
}

function NewKey({ isOpen, onClose, onMade }: { isOpen: boolean; onClose: () => void; onMade: (key: Schemas["NewApiKeyOut"]) => void }) {
  const say = useWords(accountsWords);
  const ui = useWords(uiWords);
  const me = useMe();
  const [form] = Form.useForm<Values>();
  const make = useAct({
    run: ({ name, rights, expires }: Values) => ask(api.POST("/v1/api-keys", { body: { name, rights, expires_at: expires ? dayStart(expires.format("YYYY-MM-DD"), 1) : null } })),
    renews: [["api-keys"]],
    onDone: (key) => { onClose(); onMade(key); },
    onFailed: (error) => showFieldErrors(form, error),
  });
  const rule = (what: string) => [{ required: true, message: say("needed", { what }) }];
  return (
    <Modal title={say("newKey")} width={640} open={isOpen} okText={say("newKey")} cancelText={ui("cancel")} onOk={form.submit} confirmLoading={make.isPending} onCancel={onClose} destroyOnHidden>
      <Form form={form} layout="vertical" preserve={false} requiredMark={false} initialValues={{ rights: [] }} onFinish={make.mutate}>
        <Form.Item name="name" label={say("keyName")} rules={rule(say("keyName"))}><Input maxLength={100} autoComplete="off" /></Form.Item>
        <Form.Item name="rights" label={say("rights")} rules={rule(say("rights"))}><Checkbox.Group options={RIGHTS.filter((right) => may(me, right)).map((right) => ({ value: right, label: say(rightWord(right)) }))} /></Form.Item>
        <Form.Item name="expires" label={say("expires")}><DatePicker /></Form.Item>
      </Form>
    </Modal>
  );
}
