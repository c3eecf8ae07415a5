import { Button, Tag, type TableColumnsType } from "antd";
import { useMemo } from "react";
import { Link, useNavigate } from "react-router";

import { useMay } from "@/lib/session";
import { useAddress } from "@/lib/url";
import { useWords } from "@/lib/words";
import { Face, StateChip, type Tone } from "@/ui/chips";
import { Moment } from "@/ui/numbers";
import { Page, Total } from "@/ui/page";
import { Asked, Empty, FilteredToNothing } from "@/ui/states";
import { DataTable, Pager, usePaging } from "@/ui/table";

import { filterOf, Filters } from "./components/Filters";
import { useCustomers, useStaffNames, type CustomerRow } from "./queries";
import { customerWords } from "./words";

const SHOWN_TAGS = 3;
const TONES: Record<string, Tone> = { followed: "green", lost: "red", never: "grey" };

export default function CustomersPage() {
  const say = useWords(customerWords);
  const address = useAddress();
  const go = useNavigate();
  const paging = usePaging();
  const filter = filterOf(address);
  const query = useCustomers(filter, paging.cursor);
  const columns = useColumns();
  const isFiltered = ["text", "state", "tag", "staff", "source", "from"].some((key) => address.get(key));
  const change = (changes: Record<string, string | string[] | null>) => address.set({ ...changes, ...paging.reset });
  return (
    <Page
      name="customers"
      title={say("title")}
      aside={<Total total={query.data?.total} />}
      state={query.data ? (query.data.items.length ? "loaded" : "empty") : query.error ? "error" : "loading"}
    >
      <Filters address={address} onChange={change} />
      <Asked query={query} rows={12}>
        {(page) => (
          <>
            <DataTable
              label={say("title")}
              rows={page.items}
              rowKey={(row) => row.id}
              columns={columns}
              card={(row) => <CustomerCard row={row} />}
              isBusy={query.isPlaceholderData}
              onRow={(row) => void go(`/customers/${row.id}`)}
              empty={isFiltered ? <FilteredToNothing onClear={() => change({ text: null, state: null, tag: null, staff: null, source: null, from: null })} /> : <NoCustomers />}
            />
            <Pager paging={paging} next={page.next_cursor} total={page.total} />
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
      {rest > 0 ? <span className="meta">{say("moreTags", { n: rest })}</span> : null}
    </>
  );
}

function Who({ row }: { row: CustomerRow }) {
  const say = useWords(customerWords);
  const name = row.name || say("unnamed");
  return (
    <span className="row">
      <Face name={name} id={row.id} src={row.avatar_url} />
      <Link to={`/customers/${row.id}`} onClick={(event) => event.stopPropagation()}>{name}</Link>
    </span>
  );
}

function CustomerCard({ row }: { row: CustomerRow }) {
  return (
    <div className="stack tight">
      <div className="row apart">
        <Who row={row} />
        <CustomerState state={row.state} />
      </div>
      <div className="row tight"><TagList row={row} /></div>
      <div className="meta"><Moment at={row.last_follow_at ?? row.created_at} /></div>
    </div>
  );
}

function useColumns(): TableColumnsType<CustomerRow> {
  const say = useWords(customerWords);
  const staff = useStaffNames();
  return useMemo(
    () => [
      { title: say("customer"), key: "customer", fixed: "left", width: 220, render: (_, row) => <Who row={row} /> },
      { title: say("state"), key: "state", width: 110, render: (_, row) => <CustomerState state={row.state} /> },
      { title: say("staff"), key: "staff", width: 140, render: (_, row) => row.staff_ids.map((id) => staff.get(id)).filter(Boolean).join("、") || "—" },
      { title: say("tags"), key: "tags", width: 260, render: (_, row) => <TagList row={row} /> },
      { title: say("phone"), key: "phone", width: 130, render: (_, row) => row.phone_masked ?? "—" },
      { title: say("source"), key: "source", width: 140, render: (_, row) => row.first_source ?? "—" },
      { title: say("since"), key: "since", width: 140, render: (_, row) => <Moment at={row.last_follow_at ?? row.created_at} /> },
    ],
    [say, staff],
  );
}
