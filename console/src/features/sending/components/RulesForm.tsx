import { Button, Form, InputNumber, Select, Switch, TimePicker } from "antd";
import dayjs, { type Dayjs } from "dayjs";

import { api, ask, type Schemas } from "@/lib/api";
import { exact } from "@/lib/format";
import { useMay } from "@/lib/session";
import { useSaid, useWords } from "@/lib/words";
import { showFieldErrors, useAct, useTell } from "@/ui/acts";
import { Card } from "@/ui/page";

import { sendingWords } from "../words";

type Rules = Schemas["SendRulesShape"];
const QUOTAS = ["monthly_days", "monthly_4", "weekly_7", "daily_1"] as const;
const CAPS = [["day_cap", "day", "capDay"], ["week_cap", "week", "capWeek"], ["month_cap", "month", "capMonth"]] as const;
const DEFAULT_QUIET = ["21:00", "09:00"] as const;
const short = (time: string) => time.slice(0, 5);
const timeField = {
  getValueProps: (value: string | null) => ({ value: value ? dayjs(`2000-01-01T${value}`) : null }),
  normalize: (value: Dayjs | null) => value?.format("HH:mm") ?? null,
};

/** Every rule with its effect in a sentence that changes as one types. */
export function RulesForm({ rules }: { rules: Rules }) {
  const say = useWords(sendingWords);
  const said = useSaid();
  const mayWrite = useMay("settings.write");
  const { done } = useTell();
  const [form] = Form.useForm<Rules>();
  const now = { ...rules, ...(Form.useWatch([], form) as Rules | undefined) };
  const save = useAct({
    run: (values: Rules) => ask(api.PUT("/v1/sending/rules", { body: { ...rules, ...values } })),
    renews: [["sending", "rules"]],
    onDone: () => done(say("saved")),
    onFailed: (error) => showFieldErrors(form, error),
  });
  const isQuiet = Boolean(now.quiet_from && now.quiet_to);
  const isChanged = JSON.stringify(now) !== JSON.stringify(rules);
  const caps = CAPS.flatMap(([key, , word]) => (now[key] === null ? [] : [say(word, { n: now[key] })])).join(said({ zh: "、", en: ", " }));
  return (
    <Form form={form} layout="vertical" initialValues={rules} disabled={!mayWrite} onFinish={save.mutate} scrollToFirstError={{ focus: true }}>
      <div className="grid2">
        <Card title={say("quiet")} extra={<Switch aria-label={say("quietOn")} checked={isQuiet} onChange={(isOn) => form.setFieldsValue({ quiet_from: isOn ? DEFAULT_QUIET[0] : null, quiet_to: isOn ? DEFAULT_QUIET[1] : null })} />}>
          <div className="row" style={isQuiet ? undefined : { display: "none" }}>
            <Form.Item name="quiet_from" label={say("quietFrom")} {...timeField}><TimePicker format="HH:mm" minuteStep={5} allowClear={false} needConfirm={false} /></Form.Item>
            <Form.Item name="quiet_to" label={say("quietTo")} {...timeField}><TimePicker format="HH:mm" minuteStep={5} allowClear={false} needConfirm={false} /></Form.Item>
          </div>
          <p className="muted">{isQuiet ? say("quietEffect", { from: short(now.quiet_from ?? ""), to: short(now.quiet_to ?? "") }) : say("quietNone")}</p>
        </Card>
        <Card title={say("caps")}>
          <div className="row">
            {CAPS.map(([key, label]) => (
              <Form.Item key={key} name={key} label={say(label)}><InputNumber min={0} max={1000} precision={0} placeholder={say("noCap")} style={{ width: 104 }} /></Form.Item>
            ))}
          </div>
          <p className="muted">{say("capsEffect", { caps: caps || say("capNone") })}</p>
        </Card>
        <Card title={say("holdout")}>
          <Form.Item name="holdout" label={say("holdoutField")} rules={[{ required: true, message: say("holdoutField") }]}><InputNumber min={0} max={1000} precision={0} /></Form.Item>
          <p className="muted">{now.holdout ? say("holdoutEffect", { n: now.holdout }) : say("holdoutNone")}</p>
        </Card>
        <Card title={say("two")}>
          <Form.Item name="needs_two_people" label={say("twoField")} valuePropName="checked"><Switch /></Form.Item>
          <p className="muted">{say(now.needs_two_people ? "twoEffect" : "twoNone")}</p>
        </Card>
        <Card title={say("banned")}>
          <Form.Item name="banned_words" label={say("bannedField")}><Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[",", "，", "、", "\n"]} /></Form.Item>
          <p className="muted">{now.banned_words.length ? say("bannedEffect", { shown: exact(now.banned_words.length) }) : say("bannedNone")}</p>
        </Card>
        <Card title={say("quota")}>
          <Form.Item name="quota_mode" label={say("quotaField")}><Select options={QUOTAS.map((value) => ({ value, label: say(`quota_${value}`) }))} /></Form.Item>
          <p className="muted">{say("quotaEffect")}</p>
        </Card>
      </div>
      {isChanged && mayWrite ? (
        <div className="save-bar row apart" style={{ marginTop: 16 }}>
          <span>{say("changed")}</span>
          <span className="row">
            <Button onClick={() => form.resetFields()}>{say("reset")}</Button>
            <Button type="primary" htmlType="submit" loading={save.isPending}>{say("save")}</Button>
          </span>
        </div>
      ) : null}
    </Form>
  );
}
