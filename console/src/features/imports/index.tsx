import { Button, Segmented, type TableColumnsType } from "antd";
import { Link, useNavigate } from "react-router";

import { useAddress } from "@/lib/url";
import { useSaid, useWords } from "@/lib/words";
import { StateChip } from "@/ui/chips";
import { Count, Moment } from "@/ui/numbers";
import { Page, Total } from "@/ui/page";
import { Asked, Empty, FilteredToNothing } from "@/ui/states";
import { DataTable, Pager, usePaging } from "@/ui/table";

import { Upload } from "./components/Upload";
import { TONES, useImports, useKinds, type Import } from "./queries";
import { importWords } from "./words";

export default function ImportsPage() {
  const say = useWords(importWords);
  const address = useAddress();
  const go = useNavigate();
  const paging = usePaging();
  const hasErrors = address.get("errors") === "1";
  const query = useImports(paging.cursor, hasErrors);
  const columns = useColumns();
  const isNew = address.get("new") === "1";
  return (
    <Page
      name="imports"
      title={say("title")}
      aside={<Total total={query.data?.total} />}
      state={query.data ? (query.data.items.length ? "loaded" : "empty") : query.error ? "error" : "loading"}
      actions={<Button type="primary" onClick={() => address.set({ new: "1" }, false)}>{say("new")}</Button>}
    >
      {isNew ? <Upload onClose={() => address.set({ new: null })} /> : null}
      <div className="filters">
        <Segmented
          value={hasErrors ? "1" : ""}
          onChange={(errors) => address.set({ errors, ...paging.reset })}
          options={[{ value: "", label: say("all") }, { value: "1", label: say("onlyErrors") }]}
        />
      </div>
      <Asked query={query} rows={10}>
        {(page) => (
          <>
            <DataTable
              label={say("title")}
              rows={page.items}
              rowKey={(row) => row.id}
              columns={columns}
              card={(row) => <ImportCard row={row} />}
              isBusy={query.isPlaceholderData}
              onRow={(row) => void go(`/imports/${row.id}`)}
              empty={
                hasErrors ? (
                  <FilteredToNothing onClear={() => address.set({ errors: null })} />
                ) : (
                  <Empty picture="first-import" title={say("emptyTitle")} text={say("emptyText")} actions={<Button type="primary" onClick={() => address.set({ new: "1" })}>{say("new")}</Button>} />
                )
              }
            />
            {page.items.length ? <Pager paging={paging} next={page.next_cursor} total={page.total} /> : null}
          </>
        )}
      </Asked>
    </Page>
  );
}

function ImportState({ row }: { row: Import }) {
  const say = useWords(importWords);
  return <StateChip tone={TONES[row.state]}>{say(`state_${row.state}`)}</StateChip>;
}

function useKindName() {
  const kinds = useKinds();
  const said = useSaid();
  return (name: string) => {
    const kind = kinds.data?.items.find((one) => one.name === name);
    return kind ? said(kind) : "";
  };
}

function ImportCard({ row }: { row: Import }) {
  const say = useWords(importWords);
  const kindName = useKindName();
  return (
    <div className="stack tight">
      <div className="row apart"><Link to={`/imports/${row.id}`}>{row.file_name}</Link><ImportState row={row} /></div>
      <div className="meta">{kindName(row.kind)} · {say("accepted")} <Count value={row.accepted_n} /> · {say("rejected")} <Count value={row.rejected_n} /></div>
      <div className="meta"><Moment at={row.created_at} /></div>
    </div>
  );
}

function useColumns(): TableColumnsType<Import> {
  const say = useWords(importWords);
  const kindName = useKindName();
  return [
    { title: say("file"), key: "file", render: (_, row) => <Link to={`/imports/${row.id}`} onClick={(event) => event.stopPropagation()}>{row.file_name}</Link> },
    { title: say("kind"), key: "kind", render: (_, row) => kindName(row.kind) },
    { title: say("state"), key: "state", render: (_, row) => <ImportState row={row} /> },
    { title: say("rows"), key: "rows", align: "right", render: (_, row) => <Count value={row.rows_n} /> },
    { title: say("accepted"), key: "accepted", align: "right", render: (_, row) => <Count value={row.accepted_n} /> },
    { title: say("rejected"), key: "rejected", align: "right", render: (_, row) => <Count value={row.rejected_n} /> },
    { title: say("began"), key: "began", render: (_, row) => <Moment at={row.created_at} /> },
  ];
}
