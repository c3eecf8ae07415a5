import { Form, Input, Modal, Radio, Select } from "antd";

import { api, ask, type Schemas } from "@/lib/api";
import { useMeta } from "@/lib/session";
import { useWords } from "@/lib/words";
import { showFieldErrors, useAct, useTell } from "@/ui/acts";
import { uiWords } from "@/ui/words";

import { useStaffChoices } from "../queries";
import { accountsWords } from "../words";
import { RoleChoice } from "./RoleChoice";

export function OpenAccount({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const say = useWords(accountsWords);
  const ui = useWords(uiWords);
  const { data: meta } = useMeta();
  const { done } = useTell();
  const staff = useStaffChoices();
  const [form] = Form.useForm<Schemas["UserIn"]>();
  const open = useAct({
    run: (body: Schemas["UserIn"]) => ask(api.POST("/v1/users", { body: { ...body, name: body.name || null } })),
    renews: [["users"]],
    onDone: () => { onClose(); done(say("opened")); },
    onFailed: (error) => showFieldErrors(form, error),
  });
  const shortest = meta?.password.shortest ?? 10;
  const tooShort = say("passwordShort", { n: shortest });
  return (
    <Modal title={say("openAccount")} open={isOpen} okText={say("openAccount")} cancelText={ui("cancel")} onOk={form.submit} confirmLoading={open.isPending} onCancel={onClose} destroyOnHidden>
      <Form form={form} layout="vertical" preserve={false} initialValues={{ roles: [], language: "zh" }} onFinish={open.mutate} requiredMark={false} scrollToFirstError={{ focus: true }}>
        <Form.Item name="name" label={say("name")}><Input maxLength={100} autoComplete="off" /></Form.Item>
        <Form.Item name="login" label={say("login")} rules={[{ required: true, whitespace: true, message: say("needed", { what: say("login") }) }]}><Input maxLength={100} autoComplete="off" /></Form.Item>
        <Form.Item name="password" label={say("password")} extra={tooShort} rules={[{ required: true, min: shortest, message: tooShort }]}><Input.Password autoComplete="new-password" /></Form.Item>
        <Form.Item name="roles" label={say("role")}><RoleChoice /></Form.Item>
        <Form.Item name="staff_id" label={say("staffMember")} extra={say("staffHelp")}>
          <Select allowClear showSearch={{ optionFilterProp: "label" }} options={staff.data?.items.map(({ id, name }) => ({ value: id, label: name }))} />
        </Form.Item>
        <Form.Item name="language" label={say("language")}><Radio.Group options={(["zh", "en"] as const).map((value) => ({ value, label: say(value) }))} /></Form.Item>
      </Form>
    </Modal>
  );
}
