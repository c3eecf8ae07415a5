import { CheckOutlined, MinusOutlined } from "@ant-design/icons";
import { Button, Checkbox, Form, Input, Modal, Radio, Table, Tag } from "antd";
import { useState } from "react";

import { api, ask, type Schemas } from "@/lib/api";
import { useLanguage, useWords } from "@/lib/words";
import { showFieldErrors, useAct, useTell } from "@/ui/acts";
import { Confirm } from "@/ui/confirm";
import { Total } from "@/ui/page";
import { Asked } from "@/ui/states";
import { uiWords } from "@/ui/words";

import { holds, RIGHTS, rightWord, useRoles, type Right, type Role } from "../queries";
import { accountsWords } from "../words";

/** Every right in words against every role, so that one sees at a glance who may do what. */
export function Roles({ mayWrite }: { mayWrite: boolean }) {
  const say = useWords(accountsWords);
  const query = useRoles();
  const [editing, setEditing] = useState<Role | "new" | null>(null);
  return (
    <>
      <div className="row apart">
        <span className="row"><strong>{say("matrix")}</strong><Total total={query.data?.length} /></span>
        {mayWrite ? <Button type="primary" onClick={() => setEditing("new")}>{say("newRole")}</Button> : null}
      </div>
      <Asked query={query} rows={12}>{(roles) => <Matrix roles={roles} onEdit={mayWrite ? setEditing : undefined} />}</Asked>
      {editing ? <RoleForm role={editing === "new" ? null : editing} onClose={() => setEditing(null)} /> : null}
    </>
  );
}

function Matrix({ roles, onEdit }: { roles: Role[]; onEdit?: (role: Role) => void }) {
  const say = useWords(accountsWords);
  const [language] = useLanguage();
  const head = (role: Role) => (
    <span className="stack tight">
      <span>{language === "zh" ? role.title_zh : role.title_en}</span>
      {role.is_builtin ? <Tag>{say("builtin")}</Tag> : onEdit ? <Button size="small" onClick={() => onEdit(role)}>{say("editRole")}</Button> : null}
    </span>
  );
  const rows = [{ key: "scope", right: null }, ...RIGHTS.map((right) => ({ key: right as string, right }))];
  const cell = (role: Role, right: Right | null) => {
    if (right === null) return say(`scope_${role.scope}`);
    const has = holds(role, right);
    return <span role="img" aria-label={say(has ? "has" : "hasNot")} style={{ color: has ? "var(--success)" : "var(--tertiary)" }}>{has ? <CheckOutlined /> : <MinusOutlined />}</span>;
  };
  return (
    <div className="region" role="region" tabIndex={0} aria-label={say("matrix")} style={{ overflowX: "auto" }}>
      <Table
        size="small"
        pagination={false}
        dataSource={rows}
        columns={[
          { title: say("rights"), fixed: "left", width: 160, render: (_, { right }) => (right ? say(rightWord(right)) : <strong>{say("scope")}</strong>) },
          ...roles.map((role) => ({ title: head(role), key: role.name, width: 110, align: "center" as const, render: (_: unknown, { right }: { right: Right | null }) => cell(role, right) })),
        ]}
      />
    </div>
  );
}

type Values = Schemas["RoleIn"] & { name: string };

function RoleForm({ role, onClose }: { role: Role | null; onClose: () => void }) {
  const say = useWords(accountsWords);
  const ui = useWords(uiWords);
  const { done } = useTell();
  const [form] = Form.useForm<Values>();
  const [isAsking, setAsking] = useState(false);
  const save = useAct({
    run: ({ name, ...body }: Values) => ask(api.PUT("/v1/roles/{name}", { params: { path: { name: role?.name ?? name } }, body })),
    renews: [["roles"], ["users"]],
    onDone: () => { onClose(); done(say("saved")); },
    onFailed: (error) => showFieldErrors(form, error),
  });
  const remove = useAct({ run: () => ask(api.DELETE("/v1/roles/{name}", { params: { path: { name: role?.name ?? "" } } })), renews: [["roles"]], onDone: onClose });
  const needed = (what: string) => [{ required: true, whitespace: true, message: say("needed", { what }) }];
  return (
    <Modal
      open
      width={640}
      title={say(role ? "editRole" : "newRole")}
      onCancel={onClose}
      footer={
        <div className="row apart">
          {role ? <Button danger onClick={() => setAsking(true)}>{say("deleteRole")}</Button> : <span />}
          <span className="row"><Button onClick={onClose}>{ui("cancel")}</Button><Button type="primary" loading={save.isPending} onClick={form.submit}>{say("saveRole")}</Button></span>
        </div>
      }
    >
      <Form form={form} layout="vertical" requiredMark={false} onFinish={save.mutate} initialValues={role ?? { scope: "own", rights: [] }}>
        {role ? null : <Form.Item name="name" label={say("roleName")} extra={say("roleNameHelp")} rules={needed(say("roleName"))}><Input autoComplete="off" /></Form.Item>}
        <Form.Item name="title_zh" label={say("titleZh")} rules={needed(say("titleZh"))}><Input maxLength={50} /></Form.Item>
        <Form.Item name="title_en" label={say("titleEn")} rules={needed(say("titleEn"))}><Input maxLength={50} /></Form.Item>
        <Form.Item name="scope" label={say("scope")}><Radio.Group options={(["own", "team", "all"] as const).map((value) => ({ value, label: say(`scope_${value}`) }))} /></Form.Item>
        <Form.Item name="rights" label={say("rights")}><Checkbox.Group options={RIGHTS.map((right) => ({ value: right, label: say(rightWord(right)) }))} /></Form.Item>
      </Form>
      <Confirm isOpen={isAsking} title={say("deleteRole")} act={say("deleteRole")} isBusy={remove.isPending} onDo={() => remove.mutate()} onClose={() => setAsking(false)}>{say("deleteRoleText")}</Confirm>
    </Modal>
  );
}
