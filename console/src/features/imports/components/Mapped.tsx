import { Button, Input, Select, Table } from "antd";
import { useState } from "react";

import { exact } from "@/lib/format";
import { useSaid, useWords } from "@/lib/words";
import { useAct, useTell } from "@/ui/acts";
import { StateChip } from "@/ui/chips";
import { Card } from "@/ui/page";
import { Asked } from "@/ui/states";

import { move, saveMapping, usePreview, type Import, type Kind, type Mapping } from "../queries";
import { importWords } from "../words";

const NONE = "none";
const CONSTANT = "constant";
const SAMPLES = 3;

/** The second step: which column is what, with samples, and the first rows with their problems. */
export function Mapped({ one, kind }: { one: Import; kind: Kind }) {
  const say = useWords(importWords);
  const said = useSaid();
  const { done } = useTell();
  const [mapping, setMapping] = useState<Mapping>(one.mapping);
  const renews = [["imports"], ["jobs"]];
  const save = useAct({ run: () => saveMapping(one.id, mapping), renews, onDone: () => done(say("mapped")) });
  const start = useAct({ run: () => move(one.id, "start"), renews });
  const isChanged = JSON.stringify(mapping) !== JSON.stringify(one.mapping);
  const missing = kind.columns.filter((column) => column.is_required && !isChosen(mapping[column.key]));
  return (
    <>
      <Card title={say("mapping")}>
        <Columns one={one} kind={kind} mapping={mapping} onChange={setMapping} />
        {missing.length ? <p role="alert" style={{ marginTop: 12 }}>{say("requiredMissing", { columns: missing.map(said).join(said({ zh: "、", en: ", " })) })}</p> : null}
      </Card>
      <Preview one={one} kind={kind} />
      <div className="row save-bar">
        <Button type={isChanged ? "primary" : "default"} disabled={!isChanged || missing.length > 0} loading={save.isPending} onClick={() => save.mutate()}>{say("saveMapping")}</Button>
        <Button type={isChanged ? "default" : "primary"} disabled={isChanged || missing.length > 0} loading={start.isPending} onClick={() => start.mutate()}>{say("start", { shown: exact(one.rows_n) })}</Button>
      </div>
    </>
  );
}

const isChosen = (choice: Mapping[string] | undefined) => choice !== undefined && (typeof choice.index === "number" || Boolean(choice.constant));

function Columns({ one, kind, mapping, onChange }: { one: Import; kind: Kind; mapping: Mapping; onChange: (mapping: Mapping) => void }) {
  const say = useWords(importWords);
  const said = useSaid();
  const preview = usePreview(one);
  const choose = (key: string, chosen: string) => {
    const next = { ...mapping };
    delete next[key];
    if (chosen === CONSTANT) next[key] = { constant: "" };
    else if (chosen !== NONE) next[key] = { index: Number(chosen) };
    onChange(next);
  };
  const options = [
    { value: NONE, label: say("notUsed") },
    ...one.header.map((title, index) => ({ value: String(index), label: title })),
    { value: CONSTANT, label: say("constant") },
  ];
  const samples = (choice: Mapping[string] | undefined) => {
    const index = choice?.index;
    if (typeof index !== "number") return "";
    return preview.data?.rows.slice(0, SAMPLES).map(({ cells }) => cells[index]).filter(Boolean).join(" · ");
  };
  return (
    <ul className="stack tight">
      {kind.columns.map((column) => {
        const choice = mapping[column.key];
        const value = typeof choice?.index === "number" ? String(choice.index) : typeof choice?.constant === "string" ? CONSTANT : NONE;
        return (
          <li key={column.key} className="row" data-column={column.key}>
            <span style={{ width: 180 }}>{said(column)} {column.is_required ? <span className="chip amber">{say("required")}</span> : null}</span>
            <Select aria-label={`${said(column)}: ${say("column")}`} style={{ width: 220 }} value={value} onChange={(chosen) => choose(column.key, chosen)} options={options} showSearch={{ optionFilterProp: "label" }} />
            {value === CONSTANT ? (
              <Input aria-label={`${said(column)}: ${say("constant")}`} style={{ width: 180 }} value={choice?.constant ?? ""} onChange={(event) => onChange({ ...mapping, [column.key]: { constant: event.target.value } })} />
            ) : (
              <span className="meta grow cut">{samples(choice)}</span>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Preview({ one, kind }: { one: Import; kind: Kind }) {
  const say = useWords(importWords);
  const said = useSaid();
  const query = usePreview(one);
  const titleOf = (key: string | null | undefined) => {
    const column = kind.columns.find((known) => known.key === key);
    return column ? said(column) : "";
  };
  return (
    <Asked query={query} isPart>
      {({ rows }) => {
        const bad = rows.filter(({ problem }) => problem).length;
        return (
          <Card title={say("preview", { count: rows.length })}>
            {bad ? <p style={{ marginBottom: 12 }}>{say("badRows", { count: bad })}</p> : null}
            <div className="region" role="region" tabIndex={0} aria-label={say("preview", { count: rows.length })} style={{ overflowX: "auto" }}>
              <Table
                size="small"
                rowKey="row"
                pagination={false}
                dataSource={rows}
                columns={[
                  { title: say("row"), dataIndex: "row", width: 60, fixed: "left" },
                  {
                    title: say("problem"),
                    width: 240,
                    render: (_, { problem }) =>
                      problem ? (
                        <span data-problem={problem.code}><StateChip tone="red">{titleOf(problem.column) || say("problem")}</StateChip> {said(problem)}</span>
                      ) : (
                        <StateChip tone="green">{say("fine")}</StateChip>
                      ),
                  },
                  ...one.header.map((title, index) => ({ title, key: `c${index}`, render: (_: unknown, { cells }: { cells: string[] }) => cells[index] })),
                ]}
              />
            </div>
          </Card>
        );
      }}
    </Asked>
  );
}
