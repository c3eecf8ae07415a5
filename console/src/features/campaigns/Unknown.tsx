import { Button, Form, Input, Modal, Radio, type TableColumnsType } from "antd";
import { useMemo, useState } from "react";
import { Link } from "react-router";

import type { Schemas } from "@/lib/api";
import { useMay } from "@/lib/session";
import { useWords } from "@/lib/words";
import { useAct, useTell } from "@/ui/acts";
import { SendChip } from "@/ui/chips";
import { Moment } from "@/ui/numbers";
import { Page, Total } from "@/ui/page";
import { Asked, Empty } from "@/ui/states";
import { DataTable } from "@/ui/table";

import { peopleAt, Opens } from "./components/Opens";
import { decide, useStaffNames, useUnknown } from "./queries";
import { campaignWords } from "./words";

type Batch = Schemas["UnknownBatchOut"];
type Decision = Schemas["DecisionIn"]["decision"];
const DECISIONS: Decision[] = ["sent", "not_sent", "ask_again"];

/** Calls of WeCom whose outcome nobody can tell; a person looks and decides, nothing is sent twice by itself. */
export default function UnknownPage() {
  const say = useWords(campaignWords);
  const query = useUnknown();
  const [chosen, setChosen] = useState<Batch | null>(null);
  const columns = useColumns(setChosen);
  return (
    <Page
      name="campaigns-unknown"
      title={say("unknownTitle")}
      above={{ to: "/campaigns", title: say("title") }}
      aside={<Total total={query.data?.length} />}
      state={query.data ? (query.data.length ? "loaded" : "empty") : query.error ? "error" : "loading"}
    >
      <p className="muted">{say("unknownText")}</p>
      <Asked query={query}>
        {(rows) => (
          <DataTable
            label={say("unknownTitle")}
            rows={rows}
            rowKey={(row) => row.id}
            columns={columns}
            card={(row) => <BatchCard row={row} onDecide={setChosen} />}
            empty={<Empty picture="done" title={say("unknownNone")} text={say("unknownNoneText")} />}
          />
        )}
      </Asked>
      {chosen ? <Decide batch={chosen} onClose={() => setChosen(null)} /> : null}
    </Page>
  );
}

function Where({ row }: { row: Batch }) {
  const say = useWords(campaignWords);
  return row.origin === "campaign" ? <Link to={`/campaigns/${row.origin_id}`}>{say("origin_campaign")}</Link> : <>{say("origin_other")}</>;
}

function DecideButton({ row, onDecide }: { row: Batch; onDecide: (row: Batch) => void }) {
  const say = useWords(campaignWords);
  const mayDecide = useMay("campaigns.approve");
  return mayDecide ? <Button size="small" onClick={() => onDecide(row)}>{say("decide")}</Button> : null;
}

function BatchCard({ row, onDecide }: { row: Batch; onDecide: (row: Batch) => void }) {
  return (
    <div className="stack tight">
      <div className="row apart"><Where row={row} /><SendChip state="unknown" /></div>
      <div className="row apart"><span className="meta"><Moment at={row.intended_at} /></span><DecideButton row={row} onDecide={onDecide} /></div>
    </div>
  );
}

function useColumns(onDecide: (row: Batch) => void): TableColumnsType<Batch> {
  const say = useWords(campaignWords);
  const staff = useStaffNames();
  return useMemo(
    () => [
      { title: say("where"), key: "where", width: 160, render: (_, row) => <Where row={row} /> },
      { title: say("staff"), key: "staff", width: 140, render: (_, row) => staff.get(row.staff_id) ?? say("formerStaff") },
      {
        title: say("people"),
        key: "people",
        width: 100,
        align: "right",
        render: (_, row) => (row.origin === "campaign" ? <Opens value={row.people} to={peopleAt(row.origin_id, ["unknown"], { staff: String(row.staff_id) })} /> : row.people),
      },
      { title: say("when"), key: "when", width: 160, render: (_, row) => <Moment at={row.intended_at} /> },
      { title: say("asked"), key: "asked", width: 120, render: (_, row) => say("askedTimes", { count: row.asks }) },
      { title: "", key: "act", width: 120, render: (_, row) => <DecideButton row={row} onDecide={onDecide} /> },
    ],
    [say, staff, onDecide],
  );
}

function Decide({ batch, onClose }: { batch: Batch; onClose: () => void }) {
  const say = useWords(campaignWords);
  const { done } = useTell();
  const act = useAct({
    run: (values: { decision: Decision; reason: string }) => decide(batch.id, values.decision, values.reason),
    renews: [["sending"], ["campaigns"]],
    onDone: () => {
      done(say("decided"));
      onClose();
    },
  });
  return (
    <Modal title={say("decideTitle")} open onCancel={onClose} footer={null} destroyOnHidden>
      <Form layout="vertical" onFinish={act.mutate}>
        <Form.Item name="decision" rules={[{ required: true }]}>
          <Radio.Group options={DECISIONS.map((value) => ({ value, label: say(value) }))} />
        </Form.Item>
        <Form.Item name="reason" label={say("decideWhy")} rules={[{ required: true, whitespace: true }]}>
          <Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} />
        </Form.Item>
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button onClick={onClose}>{say("notNow")}</Button>
          <Button type="primary" htmlType="submit" loading={act.isPending}>{say("decideDo")}</Button>
        </div>
      </Form>
    </Modal>
  );
}
