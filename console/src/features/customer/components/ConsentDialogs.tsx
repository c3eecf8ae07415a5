import { Form, Input, Modal, Select, type FormInstance } from "antd";
import type { ReactNode } from "react";

import type { Schemas } from "@/lib/api";
import { useWords } from "@/lib/words";
import { showFieldErrors, useAct, useTell } from "@/ui/acts";

import { liftStop, noteConsent, stopContact } from "../queries";
import { consentWords } from "../consent-words";
import { pastWords } from "../words";
import { BASES, CHANNELS, PURPOSES } from "./consents";

type Channel = (typeof CHANNELS)[number];
interface DialogProps {
  customerId: number;
  onClose: () => void;
}

function useFrame(customerId: number, onClose: () => void) {
  const { done } = useTell();
  return {
    renews: [["customer", customerId]],
    finish: (text: string, undo?: () => Promise<unknown>) => {
      onClose();
      done(text, undo);
    },
  };
}

interface FrameProps<T> {
  title: string;
  text?: string;
  doIt: string;
  form: FormInstance<T>;
  start: Partial<T>;
  isBusy: boolean;
  isDanger?: boolean;
  onFinish: (values: T) => void;
  onClose: () => void;
  children: ReactNode;
}

function Frame<T>(props: FrameProps<T>) {
  const say = useWords(consentWords);
  return (
    <Modal open title={props.title} okText={props.doIt} cancelText={say("notNow")} onOk={props.form.submit} onCancel={props.onClose} okButtonProps={{ loading: props.isBusy, danger: props.isDanger }}>
      <Form<T> form={props.form} layout="vertical" initialValues={props.start} onFinish={props.onFinish}>
        {props.text ? <p className="muted" style={{ marginBottom: 12 }}>{props.text}</p> : null}
        {props.children}
      </Form>
    </Modal>
  );
}

function ChannelItem() {
  const say = useWords(consentWords);
  const sayPast = useWords(pastWords);
  return (
    <Form.Item name="channel" label={say("channel")}>
      <Select options={[{ value: "", label: sayPast("anyChannel") }, ...CHANNELS.map((value) => ({ value: value as string, label: sayPast(value) }))]} />
    </Form.Item>
  );
}

function chosen(channel: string): Channel | null {
  return CHANNELS.find((one) => one === channel) ?? null;
}

export function NoteConsent({ customerId, onClose }: DialogProps) {
  const say = useWords(consentWords);
  const [form] = Form.useForm<{ purpose: (typeof PURPOSES)[number]; channel: string }>();
  const { renews, finish } = useFrame(customerId, onClose);
  const act = useAct({
    run: (values: { purpose: (typeof PURPOSES)[number]; channel: string }) =>
      noteConsent(customerId, { is_granted: true, purpose: values.purpose, channel: chosen(values.channel) }),
    renews,
    onDone: () => finish(say("noted")),
    onFailed: (error) => showFieldErrors(form, error),
  });
  return (
    <Frame title={say("noteTitle")} doIt={say("noteDo")} form={form} start={{ purpose: "marketing", channel: "" }} isBusy={act.isPending} onFinish={act.mutate} onClose={onClose}>
      <Form.Item name="purpose" label={say("purpose")}>
        <Select options={PURPOSES.map((value) => ({ value, label: say(`purpose_${value}`) }))} />
      </Form.Item>
      <ChannelItem />
    </Frame>
  );
}

export function Withdraw({ customerId, consent, onClose }: DialogProps & { consent: Schemas["ConsentOut"] }) {
  const say = useWords(consentWords);
  const [form] = Form.useForm<{ basis: (typeof BASES)[number] }>();
  const { renews, finish } = useFrame(customerId, onClose);
  const purpose = PURPOSES.find((one) => one === consent.purpose) ?? "marketing";
  const act = useAct({
    run: ({ basis }: { basis: (typeof BASES)[number] }) =>
      noteConsent(customerId, { is_granted: false, purpose, channel: chosen(consent.channel ?? ""), topic: consent.topic, basis }),
    renews,
    onDone: () => finish(say("withdrew")),
    onFailed: (error) => showFieldErrors(form, error),
  });
  return (
    <Frame title={say("withdrawTitle", { purpose: say(`purpose_${purpose}`) })} text={say("withdrawText")} doIt={say("withdrawDo")} isDanger form={form} start={{ basis: "self" }} isBusy={act.isPending} onFinish={act.mutate} onClose={onClose}>
      <Form.Item name="basis" label={say("basis")}>
        <Select options={BASES.map((value) => ({ value, label: say(`basis_${value}`) }))} />
      </Form.Item>
    </Frame>
  );
}

interface StopValues {
  channel: string;
  reason: string;
  days: number;
}

export function StopContact({ customerId, onClose }: DialogProps) {
  const say = useWords(consentWords);
  const [form] = Form.useForm<StopValues>();
  const { renews, finish } = useFrame(customerId, onClose);
  const back = useAct({ run: (channel: Channel | null) => liftStop(customerId, channel), renews });
  const act = useAct({
    run: ({ channel, reason, days }: StopValues) =>
      stopContact(customerId, {
        channel: chosen(channel),
        reason: reason.trim(),
        until: days ? new Date(Date.now() + days * 24 * 3600 * 1000).toISOString() : null,
      }),
    renews,
    onDone: (_, { channel }) => finish(say("stopped"), () => back.mutateAsync(chosen(channel))),
    onFailed: (error) => showFieldErrors(form, error),
  });
  const choices = [[0, "forGood"], [30, "days30"], [90, "days90"]] as const;
  return (
    <Frame title={say("stopTitle")} text={say("stopText")} doIt={say("stopDo")} isDanger form={form} start={{ channel: "", days: 0 }} isBusy={act.isPending} onFinish={act.mutate} onClose={onClose}>
      <ChannelItem />
      <Form.Item name="days" label={say("stopDays")}>
        <Select options={choices.map(([value, key]) => ({ value, label: say(key) }))} />
      </Form.Item>
      <Form.Item name="reason" label={say("stopReason")} rules={[{ required: true, whitespace: true }]}>
        <Input.TextArea rows={2} maxLength={200} />
      </Form.Item>
    </Frame>
  );
}
