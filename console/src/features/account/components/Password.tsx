import { Button, Form, Input } from "antd";

import { api, ask, type Schemas } from "@/lib/api";
import { useMeta } from "@/lib/session";
import { useWords } from "@/lib/words";
import { showFieldErrors, useAct, useTell } from "@/ui/acts";
import { Card } from "@/ui/page";

import { accountWords } from "../words";

export function Password() {
  const say = useWords(accountWords);
  const { data: meta } = useMeta();
  const [form] = Form.useForm<Schemas["PasswordChange"]>();
  const { done } = useTell();
  const change = useAct({
    run: (body: Schemas["PasswordChange"]) => ask(api.PUT("/v1/me/password", { body })),
    renews: [["sessions"]],
    onDone: () => {
      form.resetFields();
      done(say("changed"));
    },
    onFailed: (error) => showFieldErrors(form, error),
  });
  const shortest = meta?.password.shortest ?? 10;
  return (
    <Card title={say("password")}>
      <Form form={form} layout="vertical" onFinish={change.mutate} requiredMark={false}>
        <Form.Item name="old" label={say("old")} rules={[{ required: true, message: say("old") }]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Form.Item name="new" label={say("new", { n: shortest })} rules={[{ required: true, min: shortest, message: say("new", { n: shortest }) }]}>
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <div className="row apart">
          <span className="meta">{say("passwordNote")}</span>
          <Button type="primary" htmlType="submit" loading={change.isPending}>{say("change")}</Button>
        </div>
      </Form>
    </Card>
  );
}
