import { Button, type TableColumnsType } from "antd";
import { Link, useNavigate } from "react-router";

import { exactMoment, plainDay } from "@/lib/dates";
import { segmentAddress } from "@/lib/figure-people";
import { useMay } from "@/lib/session";
import { useAddress, type Address } from "@/lib/url";
import { useLanguage, useWords, type Language } from "@/lib/words";
import { Face } from "@/ui/chips";
import { Money } from "@/ui/numbers";
import { Page, Total } from "@/ui/page";
import { Asked, Empty } from "@/ui/states";
import { DataTable, Pager, usePaging } from "@/ui/table";

import { dayBefore, Definition } from "./components/Defined";
import { useMetrics, useRows, type Metric, type Row, type RowsAsked } from "./queries";
import { overviewWords } from "./words";

function askedBy(address: Address): RowsAsked {
  const text = (key: string) => address.get(key) || undefined;
  return { a: address.get("a"), z: address.get("z"), as_of: text("as_of"), known_at: text("known_at"), staff: address.ids("staff")[0] };
}

function stateOf(query: ReturnType<typeof useRows>) {
  if (query.data) return query.data.items.length ? "loaded" : "empty";
  return query.error ? "error" : "loading";
}

/** The customers or orders behind one figure, exactly as many as it counted. */
export default function RowsPage() {
  const address = useAddress();
  const [metric, asked] = [address.get("metric"), askedBy(address)];
  return metric && asked.a && asked.z ? <Rows metricId={metric} asked={asked} /> : <Unnamed />;
}

/** Of when, of whom and what is counted. */
function About({ metric, asked }: { metric: Metric | undefined; asked: RowsAsked }) {
  const say = useWords(overviewWords);
  const [language] = useLanguage();
  return (
    <>
      <div className="row">
        <span className="chip grey">{`${plainDay(asked.a, language)} – ${plainDay(dayBefore(asked.z), language)}`}</span>
        {asked.staff ? <span className="chip blue">{say("scopeStaff")}</span> : null}
        {asked.known_at ? <span className="chip grey">{say("asKnown", { at: exactMoment(asked.known_at, language) })}</span> : null}
      </div>
      {metric ? <p className="muted"><Definition metric={metric} /></p> : null}
    </>
  );
}

function Rows({ metricId, asked }: { metricId: string; asked: RowsAsked }) {
  const say = useWords(overviewWords);
  const [language] = useLanguage();
  const paging = usePaging();
  const metric = useMetrics().get(metricId);
  const query = useRows(metricId, { ...asked, after: paging.cursor });
  const name = (language === "zh" ? metric?.zh : metric?.en) ?? "";
  const columns = useColumns(metric?.opens.startsWith("orders") ?? false);
  return (
    <Page
      name="metric-rows"
      title={name ? say("rowsOf", { name }) : say("rows")}
      above={{ to: "/overview", title: say("back") }}
      aside={<Total total={query.data?.total} />}
      actions={query.data?.items.length ? <AsSegment metricId={metricId} asked={asked} /> : null}
      state={stateOf(query)}
    >
      <About metric={metric} asked={asked} />
      <Asked query={query} rows={12}>
        {(page) => (
          <>
            <DataTable<Row>
              label={name}
              rows={page.items}
              rowKey={(row) => row.order ?? row.customer_id}
              columns={columns}
              card={(row) => <RowCard row={row} language={language} />}
              isBusy={query.isPlaceholderData}
              empty={<Empty picture="none" title={say("noRows")} text={say("noRowsText")} actions={<Link to="/overview">{say("toOverview")}</Link>} />}
            />
            <Pager paging={paging} next={page.next_after} total={page.total} />
          </>
        )}
      </Asked>
    </Page>
  );
}

/** From the people behind a figure to a segment of them. */
function AsSegment({ metricId, asked }: { metricId: string; asked: RowsAsked }) {
  const say = useWords(overviewWords);
  const go = useNavigate();
  const mayWrite = useMay("segments.write");
  const address = segmentAddress(metricId, asked);
  return mayWrite && address ? <Button type="primary" onClick={() => void go(address)}>{say("asSegment")}</Button> : null;
}

function Unnamed() {
  const say = useWords(overviewWords);
  return (
    <Page name="metric-rows" title={say("metricMissing")} above={{ to: "/overview", title: say("back") }} state="empty">
      <Empty picture="none" title={say("metricMissing")} text={say("metricMissingText")} actions={<Link to="/overview">{say("toOverview")}</Link>} />
    </Page>
  );
}

function Who({ row }: { row: Row }) {
  const say = useWords(overviewWords);
  if (!row.customer_name) return <span className="muted">{say("customerHidden")}</span>;
  return (
    <span className="row">
      <Face name={row.customer_name} id={row.customer_id} />
      <Link to={`/customers/${row.customer_id}`}>{row.customer_name}</Link>
    </span>
  );
}

/** The shop's own number; the key of the shop stands before it. */
function orderNumber({ order }: Row): string {
  return order?.split(":").at(-1) ?? "—";
}

function RowCard({ row, language }: { row: Row; language: Language }) {
  return (
    <div className="stack tight">
      <Who row={row} />
      {row.order ? (
        <div className="row apart">
          <span className="cut">{orderNumber(row)}</span>
          <Money cents={row.paid_cents} />
        </div>
      ) : null}
      {row.day ? <span className="meta">{plainDay(row.day, language)}</span> : null}
    </div>
  );
}

function useColumns(isOrders: boolean): TableColumnsType<Row> {
  const say = useWords(overviewWords);
  const [language] = useLanguage();
  const who = { title: say("customer"), key: "customer", render: (_: unknown, row: Row) => <Who row={row} /> };
  if (!isOrders)
    return [who, { title: "", key: "open", width: 160, align: "right", render: (_, row) => <Link to={`/customers/${row.customer_id}`}>{say("openCustomer")}</Link> }];
  return [
    { title: say("order"), key: "order", width: 240, render: (_, row) => orderNumber(row) },
    who,
    { title: say("paidOn"), key: "day", width: 140, render: (_, row) => (row.day ? plainDay(row.day, language) : "—") },
    { title: say("paid"), key: "paid", width: 140, align: "right", render: (_, row) => <Money cents={row.paid_cents} /> },
    { title: say("refunded"), key: "refunded", width: 140, align: "right", render: (_, row) => <Money cents={row.refunded_cents} /> },
  ];
}
