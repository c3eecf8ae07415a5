import { Button, Dropdown, Progress } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import { exact } from "@/lib/format";
import { useSaid, useWords } from "@/lib/words";
import { useAct, useTell } from "@/ui/acts";
import { Confirm } from "@/ui/confirm";
import { Count, Moment } from "@/ui/numbers";
import { Card, Facts } from "@/ui/page";
import { uiWords } from "@/ui/words";

import { move, type Import } from "../queries";
import { importWords } from "../words";

/** How far it is and what came of it, with the way back. */
export function Running({ one }: { one: Import }) {
  const say = useWords(importWords);
  const said = useSaid();
  const percent = one.rows_n ? Math.floor((100 * one.done_n) / one.rows_n) : 0;
  return (
    <Card>
      <div className="stack">
        <div aria-live="polite">
          <Progress percent={percent} status={one.state === "running" || one.state === "undoing" ? "active" : one.state === "done" ? "success" : "normal"} aria-label={say("rows")} />
          <p className="meta">{say("progress", { done: exact(one.done_n), total: exact(one.rows_n) })}</p>
        </div>
        <Facts
          rows={[
            [say("accepted"), <span key="a" data-accepted={one.accepted_n}><Count value={one.accepted_n} /></span>],
            [say("rejected"), <span key="r" data-rejected={one.rejected_n}><Count value={one.rejected_n} /></span>],
            [say("duplicate"), <Count key="d" value={one.duplicate_n} />],
            [say("began"), <Moment key="m" at={one.started_at} />],
          ]}
        />
        {one.refusal ? <p>{said(one.refusal)}</p> : null}
        {one.state === "undone" || one.state === "undoing" ? (
          <p role="status">{say("undone", { shown: exact(one.undone_n) })}{one.kept_n ? ` · ${say("kept", { shown: exact(one.kept_n) })}` : ""}</p>
        ) : null}
        <Acts one={one} />
      </div>
    </Card>
  );
}

function Acts({ one }: { one: Import }) {
  const say = useWords(importWords);
  const { done } = useTell();
  const [isAsking, setAsking] = useState(false);
  const renews = [["imports"], ["jobs"], ["customers"], ["orders"]];
  const start = useAct({ run: () => move(one.id, "start"), renews });
  const stop = useAct({ run: () => move(one.id, "stop"), renews, onDone: () => done(say("stopped")) });
  const undo = useAct({ run: () => move(one.id, "undo"), renews, onDone: () => setAsking(false) });
  const isUndone = one.state === "undone";
  return (
    <div className="row">
      {(isUndone ? one.kept_n : one.rejected_n) > 0 && ["done", "stopped", "undone"].includes(one.state) ? <ErrorFile one={one} title={say(isUndone ? "keptFile" : "errorFile")} /> : null}
      {one.state === "running" ? <Button loading={stop.isPending} onClick={() => stop.mutate()}>{say("stop")}</Button> : null}
      {one.state === "stopped" ? <Button type="primary" loading={start.isPending} onClick={() => start.mutate()}>{say("goOn")}</Button> : null}
      {(one.state === "done" || one.state === "stopped") && one.accepted_n ? <Button danger onClick={() => setAsking(true)}>{say("undo")}</Button> : null}
      <Link to="/imports?new=1">{say("another")}</Link>
      <Confirm isOpen={isAsking} title={say("undo")} act={say("undo")} isBusy={undo.isPending} onDo={() => undo.mutate()} onClose={() => setAsking(false)}>
        {say("undoText", { shown: exact(one.accepted_n) })}
      </Confirm>
    </div>
  );
}

function ErrorFile({ one, title }: { one: Import; title: string }) {
  const ui = useWords(uiWords);
  const items = (["xlsx", "csv"] as const).map((format) => ({
    key: format,
    label: <a href={`/v1/imports/${one.id}/errors?format=${format}`} download>{ui(format)}</a>,
  }));
  return <Dropdown trigger={["click"]} menu={{ items }}><Button>{title}</Button></Dropdown>;
}
