import { Button, Form, Input, Modal, Popconfirm, Tooltip } from "antd";
import { useState, type ReactNode } from "react";
import { useNavigate } from "react-router";

import { exact } from "@/lib/format";
import { useMay } from "@/lib/session";
import { useWords } from "@/lib/words";
import { useAct, useTell } from "@/ui/acts";

import { approve, giveBack, refresh, remind, start, stop, type Campaign } from "../queries";
import { campaignWords } from "../words";

interface ActsProps {
  campaign: Campaign;
  /** How many get it (before) and how many wait (after the start). */
  gets: number | undefined;
  waiting: number;
}

const RENEWS = [["campaigns"]];

/** What this person may do with a campaign as it stands; every button names its act. */
export function Acts({ campaign, gets, waiting }: ActsProps) {
  const say = useWords(campaignWords);
  const go = useNavigate();
  const mayWrite = useMay("campaigns.write");
  const mayApprove = useMay("campaigns.approve");
  const { state } = campaign;
  const isIn = (...states: Campaign["state"][]) => states.includes(state);
  const shown: [boolean, ReactNode][] = [
    [mayWrite && isIn("draft"), <Button key="edit" type="primary" onClick={() => void go(`/campaigns/${campaign.id}/edit`)}>{say("edit")}</Button>],
    [mayApprove && isIn("submitted", "approved"), <GiveBack key="back" campaign={campaign} />],
    [mayApprove && isIn("submitted"), <Approve key="approve" campaign={campaign} gets={gets} />],
    [mayWrite && isIn("approved"), <Start key="start" campaign={campaign} />],
    [isIn("running", "stopped"), <Refresh key="refresh" id={campaign.id} />],
    [mayWrite && isIn("running"), <Remind key="remind" id={campaign.id} />],
    [mayWrite && isIn("submitted", "approved", "running"), <Stop key="stop" campaign={campaign} waiting={isIn("running") ? waiting : (gets ?? 0)} />],
  ];
  return <span className="row">{shown.map(([isShown, act]) => (isShown ? act : null))}</span>;
}

function Approve({ campaign, gets }: { campaign: Campaign; gets: number | undefined }) {
  const say = useWords(campaignWords);
  const { done } = useTell();
  const act = useAct({ run: (id: number) => approve(id), renews: RENEWS, onDone: () => done(say("approved_done")) });
  return (
    <Button type="primary" loading={act.isPending} onClick={() => act.mutate(campaign.id)}>
      {gets === undefined ? say("approvePlain") : say("approve", { shown: exact(gets) })}
    </Button>
  );
}

function GiveBack({ campaign }: { campaign: Campaign }) {
  const say = useWords(campaignWords);
  const { done } = useTell();
  const [isOpen, setOpen] = useState(false);
  const act = useAct({
    run: (values: { reason: string }) => giveBack(campaign.id, values.reason),
    renews: RENEWS,
    onDone: () => {
      setOpen(false);
      done(say("givenBack"));
    },
  });
  return (
    <>
      <Button onClick={() => setOpen(true)}>{say("giveBack")}</Button>
      <Modal title={say("giveBackTitle")} open={isOpen} onCancel={() => setOpen(false)} footer={null} destroyOnHidden>
        <Form layout="vertical" onFinish={act.mutate}>
          <Form.Item name="reason" label={say("giveBackWhy")} rules={[{ required: true, whitespace: true }]}>
            <Input.TextArea maxLength={500} autoSize={{ minRows: 3 }} />
          </Form.Item>
          <div className="row" style={{ justifyContent: "flex-end" }}>
            <Button onClick={() => setOpen(false)}>{say("notNow")}</Button>
            <Button type="primary" htmlType="submit" loading={act.isPending}>{say("giveBack")}</Button>
          </div>
        </Form>
      </Modal>
    </>
  );
}

function Start({ campaign }: { campaign: Campaign }) {
  const say = useWords(campaignWords);
  const { done } = useTell();
  const act = useAct({ run: (id: number) => start(id), renews: RENEWS, onDone: () => done(say("started")) });
  return (
    <Popconfirm title={say("startTitle")} okText={say("start")} cancelText={say("notNow")} onConfirm={() => act.mutate(campaign.id)}>
      <Button type="primary" loading={act.isPending}>{say("start")}</Button>
    </Popconfirm>
  );
}

/** For good, so the number that is taken away has to be typed. */
function Stop({ campaign, waiting }: { campaign: Campaign; waiting: number }) {
  const say = useWords(campaignWords);
  const { done } = useTell();
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const act = useAct({
    run: (values: { reason: string }) => stop(campaign.id, values.reason),
    renews: RENEWS,
    onDone: () => {
      setOpen(false);
      done(say("stopDone"));
    },
  });
  const shown = exact(waiting);
  return (
    <>
      <Button danger onClick={() => setOpen(true)}>{say("stop")}</Button>
      <Modal title={say("stopTitle", { name: campaign.spec.name })} open={isOpen} onCancel={() => setOpen(false)} footer={null} destroyOnHidden>
        <p style={{ marginBottom: 12 }}>{say("stopText", { shown })}</p>
        <Form layout="vertical" onFinish={act.mutate}>
          <Form.Item name="reason" label={say("stopWhy")} rules={[{ required: true, whitespace: true }]}>
            <Input maxLength={500} />
          </Form.Item>
          <Form.Item label={say("stopType", { shown })}>
            <Input aria-label={say("stopType", { shown })} inputMode="numeric" value={typed} onChange={(event) => setTyped(event.target.value)} />
          </Form.Item>
          <div className="row" style={{ justifyContent: "flex-end" }}>
            <Button onClick={() => setOpen(false)}>{say("keepGoing")}</Button>
            <Button danger type="primary" htmlType="submit" disabled={typed.replace(/[,，\s]/g, "") !== String(waiting)} loading={act.isPending}>{say("stop")}</Button>
          </div>
        </Form>
      </Modal>
    </>
  );
}

function Remind({ id }: { id: number }) {
  const say = useWords(campaignWords);
  const { done } = useTell();
  const act = useAct({
    run: (one: number) => remind(one),
    renews: RENEWS,
    onDone: ({ tasks }) => done(tasks ? say("reminded", { count: tasks }) : say("remindedNone")),
  });
  return (
    <Tooltip title={say("remindText")}>
      <Button loading={act.isPending} onClick={() => act.mutate(id)}>{say("remind")}</Button>
    </Tooltip>
  );
}

function Refresh({ id }: { id: number }) {
  const say = useWords(campaignWords);
  const { done } = useTell();
  const act = useAct({ run: (one: number) => refresh(one), renews: RENEWS, onDone: ({ tasks }) => done(say("refreshed", { count: tasks })) });
  return <Button loading={act.isPending} onClick={() => act.mutate(id)}>{say("refresh")}</Button>;
}
