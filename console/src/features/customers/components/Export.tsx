import { DownloadOutlined } from "@ant-design/icons";
import { Button, Modal, Progress, Radio } from "antd";
import { useState } from "react";

import { exact } from "@/lib/format";
import { useLanguage, useWords } from "@/lib/words";
import { useAct } from "@/ui/acts";
import { Asked } from "@/ui/states";
import { uiWords } from "@/ui/words";

import { exportList, useExport, type Filter } from "../queries";
import { customerWords } from "../words";

/** The list as a file: a job with its progress, which goes on when the window is closed. */
export function ExportButton({ filter, total, isMore }: { filter: Filter; total: number | null | undefined; isMore?: boolean }) {
  const say = useWords(customerWords);
  const sayUi = useWords(uiWords);
  const [isOpen, setOpen] = useState(false);
  const [format, setFormat] = useState<"csv" | "xlsx">("csv");
  const [job, setJob] = useState<string | null>(null);
  const start = useAct({ run: () => exportList(filter, format), renews: [["jobs"]], onDone: (work) => setJob(work.id) });
  const close = () => {
    setOpen(false);
    setJob(null);
  };
  const footer = job
    ? [<Button key="close" onClick={close}>{say("close")}</Button>]
    : [
        <Button key="not" onClick={close}>{say("notNow")}</Button>,
        <Button key="do" type="primary" loading={start.isPending} onClick={() => start.mutate()}>{say("exportDo")}</Button>,
      ];
  return (
    <>
      <Button icon={<DownloadOutlined />} disabled={!total} onClick={() => setOpen(true)}>{say("export")}</Button>
      <Modal open={isOpen} title={say("exportTitle")} onCancel={close} footer={footer}>
        {job ? (
          <Running id={job} />
        ) : (
          <div className="stack">
            <p>{say("exportText", { shown: isMore ? sayUi("moreShown", { shown: exact(total) }) : exact(total) })}</p>
            <Radio.Group value={format} onChange={(event) => setFormat(event.target.value as "csv" | "xlsx")} options={[{ value: "csv", label: say("exportCsv") }, { value: "xlsx", label: say("exportXlsx") }]} />
          </div>
        )}
      </Modal>
    </>
  );
}

function Running({ id }: { id: string }) {
  const say = useWords(customerWords);
  const [language] = useLanguage();
  return (
    <Asked query={useExport(id)} rows={2} isPart>
      {(work) => {
        if (work.state === "done" && work.result)
          return (
            <div className="stack tight" data-job="done">
              <p>{say("exportDone")}</p>
              <Button type="primary" icon={<DownloadOutlined />} href={work.result} download>{say("download")}</Button>
            </div>
          );
        if (work.state === "waiting" || work.state === "running")
          return (
            <div className="stack tight" data-job="running">
              <Progress percent={work.total ? Math.round((work.done / work.total) * 100) : 0} />
              <p>{say("exportRunning", { done: exact(work.done), total: exact(work.total) })}</p>
              <p className="meta">{say("exportWaiting")}</p>
            </div>
          );
        return <p role="alert">{say("exportFailed")} {(language === "zh" ? work.problem_zh : work.problem_en) ?? ""}</p>;
      }}
    </Asked>
  );
}
