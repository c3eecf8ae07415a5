import { Button, Form, Input, Select, Switch } from "antd";
import { useState } from "react";
import { useNavigate, useParams } from "react-router";

import { api, ask } from "@/lib/api";
import { useLanguage, useWords } from "@/lib/words";
import { showFieldErrors, useAct, useTell } from "@/ui/acts";
import { Card, Page } from "@/ui/page";
import { PhonePreview } from "@/ui/phone";
import { Asked } from "@/ui/states";

import { ChannelSelect } from "./components/ChannelSelect";
import { shownOf, WelcomeEditor, type Variant } from "./components/Welcome";
import { useCode, useStaff, useTagGroups, type Code, type Spec } from "./queries";
import { TEMPLATES, type Template } from "./templates";
import { codeWords } from "./words";

export default function CodeEditorPage() {
  const { id } = useParams();
  const query = useCode(id === undefined ? null : Number(id));
  if (id === undefined) return <Editor stored={null} />;
  return <Asked query={query}>{(stored) => <Editor key={stored.id} stored={stored} />}</Asked>;
}

type Fields = Pick<Spec, "name" | "staff_ids" | "tag_ids" | "acq_channel_id" | "skip_verify">;

function Editor({ stored }: { stored: Code | null }) {
  const say = useWords(codeWords);
  const [language] = useLanguage();
  const [form] = Form.useForm<Fields>();
  const [welcome, setWelcome] = useState<Variant>(stored?.spec.welcomes?.[0] ?? { text: "" });
  const names = useSampleNames(Form.useWatch("staff_ids", form) ?? stored?.spec.staff_ids ?? []);
  const save = useSave(stored, welcome, form);
  const start = (template: Template) => {
    if (!form.getFieldValue("name")) form.setFieldsValue({ name: say(template) });
    setWelcome({ ...welcome, text: TEMPLATES[template][language] });
  };
  return (
    <Page
      name="live-code-edit"
      title={stored ? stored.spec.name : say("newTitle")}
      above={{ to: stored ? `/live-codes/${stored.id}` : "/live-codes", title: say("title") }}
      actions={<Button type="primary" loading={save.isPending} onClick={() => form.submit()}>{say(stored ? "save" : "make")}</Button>}
      state="loaded"
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        scrollToFirstError={{ focus: true }}
        initialValues={stored?.spec ?? { staff_ids: [], tag_ids: [], skip_verify: true, acq_channel_id: null }}
        onFinish={save.mutate}
      >
        <div className="builder">
          <div className="stack">
            <Card title={say("template")}>
              <div className="row" style={{ marginBottom: 12 }}>
                {(Object.keys(TEMPLATES) as Template[]).map((template) => (
                  <Button key={template} onClick={() => start(template)}>{say(template)}</Button>
                ))}
              </div>
              <Form.Item name="name" label={say("name")} rules={[{ required: true, whitespace: true, message: say("need") }]}>
                <Input maxLength={60} />
              </Form.Item>
              <Form.Item name="acq_channel_id" label={say("channelTitle")}>
                <ChannelSelect />
              </Form.Item>
            </Card>
            <Who />
            <Card title={say("welcomeTitle")}>
              <p className="meta">{say("welcomeNote")}</p>
              <WelcomeEditor value={welcome} onChange={setWelcome} />
            </Card>
          </div>
          <aside className="sticky"><PhonePreview from={names.staff} messages={shownOf(welcome, names)} /></aside>
        </div>
      </Form>
    </Page>
  );
}

/** Who stands in the preview for the customer, the first chosen member and the company. */
function useSampleNames(staffIds: number[]) {
  const say = useWords(codeWords);
  const staff = useStaff();
  const speaker = staff.data?.items.find((member) => member.id === staffIds[0]);
  return { customer: say("sampleCustomer"), staff: speaker?.name ?? say("v_staff"), corp: say("v_corp") };
}

function Who() {
  const say = useWords(codeWords);
  const staff = useStaff();
  const groups = useTagGroups();
  const able = staff.data?.items.filter((member) => member.is_contact_enabled) ?? [];
  return (
    <Card title={say("whoTitle")}>
      <p className="meta">{say("whoNote")}</p>
      <Form.Item name="staff_ids" label={say("pickStaff")} rules={[{ required: true, message: say("need") }]}>
        <Select mode="multiple" optionFilterProp="label" options={able.map((member) => ({ value: member.id, label: member.name }))} />
      </Form.Item>
      <Form.Item name="skip_verify" valuePropName="checked" label={say("skipVerify")}>
        <Switch />
      </Form.Item>
      <Form.Item name="tag_ids" label={say("pickTags")}>
        <Select
          mode="multiple"
          optionFilterProp="label"
          options={groups.data?.map((group) => ({ label: group.name, title: group.name, options: group.tags.map((tag) => ({ value: tag.id, label: tag.name })) }))}
        />
      </Form.Item>
    </Card>
  );
}

function useSave(stored: Code | null, welcome: Variant, form: ReturnType<typeof Form.useForm<Fields>>[0]) {
  const say = useWords(codeWords);
  const go = useNavigate();
  const { done } = useTell();
  const staff = useStaff();
  return useAct({
    run: (fields: Fields) => {
      const hasWelcome = Boolean(welcome.text?.trim() || welcome.parts?.length);
      const others = stored?.spec.welcomes?.slice(1) ?? [];
      const spec: Spec = { ...stored?.spec, ...fields, welcomes: hasWelcome ? [welcome, ...others] : others };
      const corp_id = staff.data?.items.find((member) => member.id === fields.staff_ids[0])?.corp_id ?? 0;
      return stored
        ? ask(api.PUT("/v1/live-codes/{code_id}", { params: { path: { code_id: stored.id } }, body: spec }))
        : ask(api.POST("/v1/live-codes", { body: { corp_id, spec } }));
    },
    renews: [["codes"], ["channels"]],
    onDone: (saved) => {
      done(say(stored ? "saved" : "made"));
      void go(`/live-codes/${saved.id}`, { replace: !stored });
    },
    onFailed: (error) => showFieldErrors(form, error),
  });
}
