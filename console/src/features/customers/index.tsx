import { Button } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";

import { useMay } from "@/lib/session";
import { useAddress } from "@/lib/url";
import { useWords } from "@/lib/words";
import { Page, Total } from "@/ui/page";
import { Asked, Empty, FilteredToNothing } from "@/ui/states";
import { DataTable, Pager, SelectionBar, usePaging } from "@/ui/table";
import { useIsPhone } from "@/ui/theme";

import { BulkTags } from "./components/Bulk";
import { ChooseColumns } from "./components/ChooseColumns";
import { ExportButton } from "./components/Export";
import { Filters } from "./components/Filters";
import { CustomerCard, useColumns } from "./components/Row";
import { Views } from "./components/Views";
import { useCustomers, type CustomerRow } from "./queries";
import { CLEARED, columnsOf, FILTER_KEYS, filterOf } from "./view";
import { customerWords } from "./words";

export default function CustomersPage() {
  const say = useWords(customerWords);
  const address = useAddress();
  const go = useNavigate();
  const paging = usePaging();
  const isPhone = useIsPhone();
  const mayTag = useMay("tags.write");
  const filter = filterOf(address);
  const query = useCustomers(filter, paging.cursor);
  const shown = columnsOf(address);
  const columns = useColumns(shown);
  const [chosen, setChosen] = useState<number[]>([]);
  const [isAll, setAll] = useState(false);
  const choose = (keys: (string | number)[]) => {
    setChosen(keys.map(Number));
    setAll(false);
  };
  const change = (changes: Record<string, string | string[] | null>) => {
    choose([]);
    address.set({ ...changes, ...paging.reset });
  };
  const total = query.data?.total;
  const isMore = query.data?.is_total_capped;
  const rows: CustomerRow[] = query.data?.items.filter((row) => chosen.includes(row.id)) ?? [];
  const selection = { keys: rows.map((row) => row.id), onChange: choose };
  return (
    <Page
      name="customers"
      title={say("title")}
      aside={<Total total={total} isMore={isMore} />}
      actions={
        <span className="row">
          {isPhone ? null : <ChooseColumns shown={shown} onChange={(col) => address.set({ col })} />}
          <ExportButton filter={filter} total={total} isMore={isMore} />
        </span>
      }
      state={query.data ? (query.data.items.length ? "loaded" : "empty") : query.error ? "error" : "loading"}
    >
      <Views address={address} onChange={change} />
      <Filters address={address} onChange={change} />
      <Asked query={query} rows={12}>
        {(page) => (
          <>
            <SelectionBar selection={selection} total={total} isMore={isMore} isAll={isAll} onAll={() => setAll(true)}>
              <BulkTags target={isAll ? { filter } : { customer_ids: selection.keys }} rows={isAll ? [] : rows} onDone={() => choose([])} />
            </SelectionBar>
            <DataTable
              label={say("title")}
              rows={page.items}
              rowKey={(row) => row.id}
              columns={columns}
              card={(row) => <CustomerCard row={row} />}
              isBusy={query.isPlaceholderData}
              selection={mayTag ? selection : undefined}
              onRow={(row) => void go(`/customers/${row.id}`)}
              empty={FILTER_KEYS.some((key) => address.get(key)) ? <FilteredToNothing onClear={() => change({ ...CLEARED, view: null })} /> : <NoCustomers />}
            />
            <Pager paging={paging} next={page.next_cursor} total={page.total} isMore={page.is_total_capped} />
          </>
        )}
      </Asked>
    </Page>
  );
}

function NoCustomers() {
  const say = useWords(customerWords);
  const mayCode = useMay("codes.write");
  const mayImport = useMay("imports.write");
  return (
    <Empty
      picture="first-code"
      title={say("emptyTitle")}
      text={say("emptyText")}
      actions={
        <>
          {mayCode ? <Button type="primary" href="/live-codes/new">{say("makeCode")}</Button> : null}
          {mayImport ? <Button href="/imports">{say("importFile")}</Button> : null}
        </>
      }
    />
  );
}
