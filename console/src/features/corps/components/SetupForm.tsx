import { Button, Form, Input } from "antd";

import { api, ask, type Schemas } from "@/lib/api";
import { useMay } from "@/lib/session";
import { useWords } from "@/lib/words";
import { showFieldErrors, useAct, useTell } from "@/ui/acts";
import { Card } from "@/ui/page";

import { corpWords } from "../words";

type Values = Omit<Schemas["CorpIn"], "agent_id"> & { agent_id?: string };
const WECOM = "https://qyapi.weixin.qq.com";
type Corp = Schemas["CorpOut"];

/** Secrets that are kept are never shown again; an empty field leaves them as they are. */
function bodyOf(values: Values): Schemas["CorpIn"] {
  return {
    name: values.name.trim(),
    wecom_corp_id: values.wecom_corp_id.trim(),
    agent_id: values.agent_id ? Number(values.agent_id) : null,
    api_base: values.api_base?.trim(),
    secret: values.secret?.trim() || null,
    callback_token: values.callback_token?.trim() || null,
    callback_key: values.callback_key?.trim() || null,
  };
}

function initialOf(corp: Corp | undefined) {
  if (!corp) return { api_base: WECOM };
  return { name: corp.name, wecom_corp_id: corp.wecom_corp_id, agent_id: corp.agent_id?.toString(), api_base: corp.api_base };
}

export function SetupForm({ corp, onSaved }: { corp: Corp | undefined; onSaved: (id: number) => void }) {
  const say = useWords(corpWords);
  const mayWrite = useMay("corps.write");
  const { done } = useTell();
  const [form] = Form.useForm<Values>();
  const save = useAct({
    run: (values: Values) => ask(api.PUT("/v1/corps", { body: bodyOf(values) })),
    renews: [["corps"], ["doctor"]],
    onDone: (saved) => {
      done(say("saved"));
      form.resetFields(["secret", "callback_token", "callback_key"]);
      onSaved(saved.id);
    },
    onFailed: (error) => showFieldErrors(form, error),
  });
  const known = initialOf(corp);
  const needed = (what: string) => [{ required: true, whitespace: true, message: say("needed", { what }) }];
  const kept = (has: boolean | undefined) => (has ? say("kept") : undefined);
  return (
    <Card title={corp?.name ?? say("newCorp")}>
      <Form<Values>
        form={form}
        layout="vertical"
        disabled={!mayWrite}
        scrollToFirstError={{ focus: true }}
        initialValues={known}
        onFinish={save.mutate}
      >
        <Form.Item name="name" label={say("name")} rules={needed(say("name"))}><Input maxLength={100} /></Form.Item>
        <Form.Item name="wecom_corp_id" label={say("corpId")} extra={say("corpIdHelp")} rules={needed(say("corpId"))}><Input disabled={Boolean(corp) || !mayWrite} autoComplete="off" /></Form.Item>
        <Form.Item name="agent_id" label={say("agentId")} extra={say("agentIdHelp")} rules={[{ pattern: /^\d*$/, message: say("agentBad") }]}><Input inputMode="numeric" /></Form.Item>
        <Form.Item name="secret" label={say("secret")} extra={say("secretHelp")} rules={corp?.has_secret ? [] : needed(say("secret"))}>
          <Input.Password autoComplete="new-password" placeholder={kept(corp?.has_secret)} />
        </Form.Item>
        <Form.Item name="callback_token" label={say("token")} extra={say("tokenHelp")}><Input.Password autoComplete="new-password" placeholder={kept(corp?.has_callback_keys)} /></Form.Item>
        <Form.Item name="callback_key" label={say("key")} extra={say("callbackHelp")}><Input.Password autoComplete="new-password" placeholder={kept(corp?.has_callback_keys)} /></Form.Item>
        <Form.Item name="api_base" label={say("apiBase")} extra={say("apiBaseHelp")} rules={needed(say("apiBase"))}><Input inputMode="url" /></Form.Item>
        {mayWrite ? <Button type="primary" htmlType="submit" loading={save.isPending}>{say("save")}</Button> : null}
      </Form>
    </Card>
  );
}
