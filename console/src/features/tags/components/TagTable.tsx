import { Button, type TableColumnsType } from "antd";
import { useMemo, useState } from "react";

import { useMay } from "@/lib/session";
import { useWords } from "@/lib/words";
import { StateChip } from "@/ui/chips";
import { NumberLink } from "@/ui/numbers";
import { Card } from "@/ui/page";
import { DataTable } from "@/ui/table";

import type { Row } from "../index";
import type { Group } from "../queries";
import { tagWords } from "../words";
import { DeleteDialog } from "./DeleteDialog";
import { GroupActions } from "./GroupActions";
import { NameDialog } from "./NameDialog";

type Open = { kind: "rename" | "delete"; row: Row } | null;

/** The tags of a group, or of all: how many people, where they live, and what one may do. */
export function TagTable({ rows, open }: { rows: Row[]; open: Group | undefined }) {
  const say = useWords(tagWords);
  const mayWrite = useMay("tags.write");
  const [act, setAct] = useState<Open>(null);
  const columns = useColumns(mayWrite, !open, setAct);
  const isHidden = rows.some((row) => row.customers === null || row.customers === undefined);
  return (
    <>
      {open ? <Card title={open.name} extra={mayWrite ? <GroupActions group={open} /> : null}><p className="meta">{say(open.is_exclusive ? "exclusiveHelp" : "multiple")}</p></Card> : null}
      <DataTable
        label={say("title")}
        rows={rows}
        rowKey={(row) => row.id}
        columns={columns}
        card={(row) => <TagCard row={row} actions={mayWrite ? <Actions row={row} onAct={setAct} /> : null} />}
        empty={<p className="muted">{say("groupEmpty")}</p>}
      />
      {isHidden ? <p className="meta">{say("countsHidden")}</p> : null}
      {act?.kind === "rename" ? <NameDialog what={{ kind: "tag", tag: act.row }} onClose={() => setAct(null)} /> : null}
      {act?.kind === "delete" ? <DeleteDialog what={{ kind: "tag", tag: act.row }} onClose={() => setAct(null)} /> : null}
    </>
  );
}

function Mirror({ row }: { row: Row }) {
  const say = useWords(tagWords);
  if (row.is_mirrored) return <StateChip tone="green">{say("mirrored")}</StateChip>;
  return row.group.corp_id === null ? <StateChip tone="grey">{say("localOnly")}</StateChip> : <StateChip tone="amber">{say("waiting")}</StateChip>;
}

function Actions({ row, onAct }: { row: Row; onAct: (act: Open) => void }) {
  const say = useWords(tagWords);
  return (
    <span className="row tight">
      <Button size="small" onClick={() => onAct({ kind: "rename", row })}>{say("renameTag")}</Button>
      <Button size="small" danger onClick={() => onAct({ kind: "delete", row })}>{say("deleteTag")}</Button>
    </span>
  );
}

function TagCard({ row, actions }: { row: Row; actions: React.ReactNode }) {
  return (
    <div className="stack tight">
      <div className="row apart"><strong>{row.name}</strong><NumberLink value={row.customers} to={`/customers?tag=${row.id}`} label={row.name} /></div>
      <div className="row apart"><span className="meta">{row.group_name}</span><Mirror row={row} /></div>
      {actions}
    </div>
  );
}

function useColumns(mayWrite: boolean, isAll: boolean, onAct: (act: Open) => void): TableColumnsType<Row> {
  const say = useWords(tagWords);
  return useMemo(() => {
    const columns: TableColumnsType<Row> = [{ title: say("tag"), key: "tag", render: (_, row) => row.name, sorter: (a, b) => a.name.localeCompare(b.name, "zh") }];
    if (isAll) columns.push({ title: say("group"), key: "group", render: (_, row) => row.group_name });
    columns.push(
      { title: say("people"), key: "people", align: "right", width: 120, render: (_, row) => <NumberLink value={row.customers} to={`/customers?tag=${row.id}`} label={row.name} />, sorter: (a, b) => (a.customers ?? 0) - (b.customers ?? 0) },
      { title: say("wecom"), key: "wecom", width: 140, render: (_, row) => <Mirror row={row} /> },
    );
    if (mayWrite) columns.push({ title: say("actions"), key: "actions", width: 220, render: (_, row) => <Actions row={row} onAct={onAct} /> });
    return columns;
  }, [say, mayWrite, isAll, onAct]);
}
