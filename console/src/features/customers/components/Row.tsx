import { Tag, type TableColumnsType } from "antd";
import { useMemo } from "react";
import { Link } from "react-router";

import { useWords } from "@/lib/words";
import { Face, StateChip, type Tone } from "@/ui/chips";
import { useStaffNames } from "@/ui/lookups";
import { Moment } from "@/ui/numbers";
import { useSourceWords } from "@/ui/sources";

import type { CustomerRow } from "../queries";
import type { Column } from "../view";
import { customerWords } from "../words";

const SHOWN_TAGS = 3;
const TONES: Record<string, Tone> = { followed: "green", lost: "red", never: "grey" };

function CustomerState({ state }: { state: string }) {
  const say = useWords(customerWords);
  const known = (["followed", "lost", "never"] as const).find((one) => one === state) ?? "never";
  return <StateChip tone={TONES[known] ?? "grey"}>{say(known)}</StateChip>;
}

function TagList({ row }: { row: CustomerRow }) {
  const say = useWords(customerWords);
  const rest = row.tags.length - SHOWN_TAGS;
  return (
    <>
      {row.tags.slice(0, SHOWN_TAGS).map((tag) => (
        <Tag key={tag.id}>{tag.name}</Tag>
      ))}
      {rest > 0 ? <span className="meta" title={row.tags.slice(SHOWN_TAGS).map((tag) => tag.name).join("、")}>{say("moreTags", { n: rest })}</span> : null}
    </>
  );
}

function Who({ row }: { row: CustomerRow }) {
  const say = useWords(customerWords);
  const name = row.name || say("unnamed");
  return (
    <span className="row" style={{ flexWrap: "nowrap" }}>
      <Face name={name} id={row.id} src={row.avatar_url} />
      <Link to={`/customers/${row.id}`} className="cut" onClick={(event) => event.stopPropagation()}>{name}</Link>
    </span>
  );
}

export function CustomerCard({ row }: { row: CustomerRow }) {
  return (
    <div className="stack tight">
      <div className="row apart">
        <Who row={row} />
        <CustomerState state={row.state} />
      </div>
      {row.tags.length ? <div className="row tight"><TagList row={row} /></div> : null}
      <div className="meta row apart">
        <span>{row.phone_masked ?? ""}</span>
        <Moment at={row.last_follow_at ?? row.created_at} />
      </div>
    </div>
  );
}

export function useColumns(shown: readonly Column[]): TableColumnsType<CustomerRow> {
  const say = useWords(customerWords);
  const staff = useStaffNames();
  const tellSource = useSourceWords();
  return useMemo(() => {
    const all: Record<Column, TableColumnsType<CustomerRow>[number]> = {
      customer: { title: say("customer"), fixed: "left", width: 220, render: (_, row) => <Who row={row} /> },
      state: { title: say("state"), width: 110, render: (_, row) => <CustomerState state={row.state} /> },
      staff: { title: say("staff"), width: 140, render: (_, row) => row.staff_ids.map((id) => staff.get(id)).filter(Boolean).join("、") || "—" },
      tags: { title: say("tags"), width: 260, render: (_, row) => (row.tags.length ? <span className="row tight"><TagList row={row} /></span> : "—") },
      phone: { title: say("phone"), width: 130, render: (_, row) => row.phone_masked ?? "—" },
      source: { title: say("source"), width: 170, render: (_, row) => tellSource(row.first_source) },
      since: { title: say("since"), width: 140, render: (_, row) => <Moment at={row.last_follow_at ?? row.created_at} /> },
    };
    return shown.map((key) => ({ ...all[key], key }));
  }, [say, staff, shown, tellSource]);
}
