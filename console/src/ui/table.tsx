import { Button, Table, type TableColumnsType } from "antd";
import { useRef, type ReactNode } from "react";

import { exact } from "@/lib/format";
import { useAddress } from "@/lib/url";
import { useWords } from "@/lib/words";

import { Total } from "./page";
import { useIsPhone } from "./theme";
import { uiWords } from "./words";

export interface PageOf<T> {
  items: T[];
  next_cursor: string | null;
  total: number | null;
}

interface DataTableProps<T extends object> {
  label: string;
  rows: T[];
  rowKey: (row: T) => string | number;
  columns: TableColumnsType<T>;
  /** On a phone each row is a card of at most three lines. */
  card: (row: T) => ReactNode;
  empty: ReactNode;
  isBusy?: boolean;
  selection?: Selection;
  onRow?: (row: T) => void;
}

export interface Selection {
  keys: (string | number)[];
  onChange: (keys: (string | number)[]) => void;
}

/** Rows as a table, on a phone as cards; scrolls sideways in a region that the keyboard reaches. */
export function DataTable<T extends object>(props: DataTableProps<T>) {
  const say = useWords(uiWords);
  const isPhone = useIsPhone();
  if (props.rows.length === 0 && !props.isBusy) return <>{props.empty}</>;
  if (isPhone)
    return (
      <ul className="cards" aria-label={props.label}>
        {props.rows.map((row) => (
          <li key={props.rowKey(row)} className="card">
            {props.card(row)}
          </li>
        ))}
      </ul>
    );
  return (
    <div className="region" role="region" aria-label={`${props.label} · ${say("scrollRegion")}`} tabIndex={0} style={{ overflowX: "auto" }}>
      <Table<T>
        size="middle"
        rowKey={props.rowKey}
        columns={props.columns}
        dataSource={props.rows}
        pagination={false}
        loading={props.isBusy}
        rowSelection={
          props.selection
            ? { selectedRowKeys: props.selection.keys, onChange: (keys) => props.selection?.onChange(keys as (string | number)[]) }
            : undefined
        }
        onRow={props.onRow ? (row) => ({ onClick: () => props.onRow?.(row), style: { cursor: "pointer" } }) : undefined}
      />
    </div>
  );
}

/** Forward and back through a list that is read by cursors; where one stands is kept in the address. */
export function usePaging() {
  const address = useAddress();
  const trail = useRef<string[]>([]);
  const cursor = address.get("cursor");
  const number = Number(address.get("page") || "1");
  return {
    cursor: cursor || undefined,
    number,
    forward: (next: string) => {
      trail.current.push(cursor);
      address.set({ cursor: next, page: String(number + 1) }, false);
    },
    back: () => {
      const before = trail.current.pop() ?? "";
      address.set({ cursor: before, page: before ? String(number - 1) : null }, false);
    },
    reset: { cursor: null, page: null },
  };
}

interface PagerProps {
  paging: ReturnType<typeof usePaging>;
  next: string | null | undefined;
  total: number | null | undefined;
  /** There are more than `total`. */
  isMore?: boolean;
}

export function Pager({ paging, next, total, isMore }: PagerProps) {
  const say = useWords(uiWords);
  if (!next && paging.number === 1) return <div className="row apart"><Total total={total} isMore={isMore} /></div>;
  return (
    <nav className="row apart">
      <Total total={total} isMore={isMore} />
      <span className="row">
        <Button disabled={paging.number === 1} onClick={paging.back}>{say("previous")}</Button>
        <span className="muted">{say("page", { n: paging.number })}</span>
        <Button disabled={!next} onClick={() => next && paging.forward(next)}>{say("next")}</Button>
      </span>
    </nav>
  );
}

interface SelectionBarProps {
  selection: Selection;
  total: number | null | undefined;
  /** There are more than `total`. */
  isMore?: boolean;
  isAll: boolean;
  onAll: () => void;
  children: ReactNode;
}

/** Stands above the rows while some are selected: how many on this page, and how many match in all. */
export function SelectionBar({ selection, total, isMore, isAll, onAll, children }: SelectionBarProps) {
  const say = useWords(uiWords);
  const shown = isMore ? say("moreShown", { shown: exact(total) }) : exact(total);
  if (selection.keys.length === 0) return null;
  return (
    <div className="card row" role="toolbar" style={{ padding: "8px 16px" }}>
      <strong>{isAll ? say("allMatching", { shown }) : say("selected", { count: selection.keys.length })}</strong>
      {!isAll && total && total > selection.keys.length ? (
        <Button type="link" size="small" onClick={onAll}>{say("selectAllMatching", { shown })}</Button>
      ) : null}
      {children}
      <Button type="text" size="small" onClick={() => selection.onChange([])}>{say("clearSelection")}</Button>
    </div>
  );
}
