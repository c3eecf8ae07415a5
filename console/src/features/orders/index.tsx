import { Button, Segmented, Select, type TableColumnsType } from "antd";

import { useMay } from "@/lib/session";
import { useAddress } from "@/lib/url";
import { useWords } from "@/lib/words";
import { StateChip } from "@/ui/chips";
import { DayRange } from "@/ui/days";
import { ExportButton } from "@/ui/export";
import { SearchBox } from "@/ui/inputs";
import { Money, Moment } from "@/ui/numbers";
import { Page, Total } from "@/ui/page";
import { Asked, Empty, FilteredToNothing } from "@/ui/states";
import { DataTable, Pager, usePaging } from "@/ui/table";

import { Buyer } from "./components/Buyer";
import { OrderDrawer } from "./components/OrderDrawer";
import { filterOf, sellerOf, STATES, TONES, useOrders, useShopNames, type Order } from "./queries";
import { orderWords } from "./words";

export default function OrdersPage() {
  const say = useWords(orderWords);
  const address = useAddress();
  const paging = usePaging();
  const filter = filterOf(address);
  const shops = useShopNames();
  const query = useOrders(filter, paging.cursor);
  const change = (changes: Record<string, string | null>) => address.set({ ...changes, ...paging.reset });
  const clear = () => change({ state: null, shop: null, number: null, from: null, to: null, customer: null });
  const open = (row: Order) => address.set({ open: String(row.id) }, false);
  const shopName = (key: string) => shops.data?.items.find((shop) => shop.key === key)?.name ?? key;
  return (
    <Page
      name="orders"
      title={say("title")}
      aside={<Total total={query.data?.total} />}
      actions={<ExportButton filters={{ page: "orders", ...filter }} />}
      state={query.data ? (query.data.items.length ? "loaded" : "empty") : query.error ? "error" : "loading"}
    >
      <div className="filters" role="search">
        <SearchBox value={filter.number ?? ""} placeholder={say("search")} width={200} onSearch={(number) => change({ number })} />
        <Segmented value={filter.state ?? ""} onChange={(state) => change({ state })} options={[{ value: "", label: say("anyState") }, ...STATES.map((value) => ({ value: value as string, label: say(`st_${value}`) }))]} />
        <Select
          aria-label={say("shop")}
          allowClear
          placeholder={say("anyShop")}
          style={{ minWidth: 140 }}
          value={filter.shop_id}
          onChange={(id?: number) => change({ shop: id ? String(id) : null })}
          options={shops.data?.items.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <DayRange address={address} labels={[say("from"), say("to")]} onChange={change} />
      </div>
      <Asked query={query} rows={12}>
        {(page) => (
          <>
            <DataTable
              label={say("title")}
              rows={page.items}
              rowKey={(row) => row.id}
              columns={columnsOf(say, shopName, open)}
              card={(row) => <OrderCard row={row} shop={shopName(row.shop_key)} onOpen={() => open(row)} />}
              isBusy={query.isPlaceholderData}
              onRow={open}
              empty={Object.values(filter).some(Boolean) ? <FilteredToNothing onClear={clear} /> : <NoOrders />}
            />
            {page.items.length ? <Pager paging={paging} next={page.next_cursor} total={page.total} /> : null}
          </>
        )}
      </Asked>
      <OrderDrawer id={Number(address.get("open"))} shopName={shopName} onClose={() => address.set({ open: null })} />
    </Page>
  );
}

function NoOrders() {
  const say = useWords(orderWords);
  const mayWrite = useMay("orders.write");
  const mayImport = useMay("imports.write");
  return (
    <Empty
      picture="first-import"
      title={say("emptyTitle")}
      text={say("emptyText")}
      actions={<>{mayWrite ? <Button type="primary" href="/settings/shops">{say("openShop")}</Button> : null}{mayImport ? <Button href="/imports?new=1">{say("importFile")}</Button> : null}</>}
    />
  );
}

type Speak = ReturnType<typeof useWords<(typeof orderWords)["keys"][number]>>;

function columnsOf(say: Speak, shopName: (key: string) => string, onOpen: (row: Order) => void): TableColumnsType<Order> {
  return [
    { title: say("number"), key: "number", fixed: "left", render: (_, row) => <Button type="link" size="small" style={{ padding: 0 }} onClick={(event) => { event.stopPropagation(); onOpen(row); }}>{row.number}</Button> },
    { title: say("customer"), key: "customer", render: (_, row) => <Buyer row={row} /> },
    { title: say("state"), key: "state", render: (_, row) => <StateChip tone={TONES[row.state]}>{say(`st_${row.state}`)}</StateChip> },
    { title: say("shop"), key: "shop", render: (_, row) => shopName(row.shop_key) },
    { title: say("total"), key: "total", align: "right", render: (_, row) => <Money cents={row.total_cents} /> },
    { title: say("paid"), key: "paid", align: "right", render: (_, row) => <Money cents={row.paid_cents} /> },
    { title: say("refund"), key: "refund", align: "right", render: (_, row) => (row.refund_state === "none" ? "—" : <Money cents={-row.refunded_cents} />) },
    { title: say("seller"), key: "seller", render: (_, row) => sellerOf(row) },
    { title: say("placed"), key: "placed", render: (_, row) => <Moment at={row.placed_at ?? row.paid_at} /> },
  ];
}

function OrderCard({ row, shop, onOpen }: { row: Order; shop: string; onOpen: () => void }) {
  const say = useWords(orderWords);
  return (
    <div className="stack tight">
      <div className="row apart">
        <Button type="link" size="small" style={{ padding: 0 }} onClick={onOpen}>{row.number}</Button>
        <StateChip tone={TONES[row.state]}>{say(`st_${row.state}`)}</StateChip>
      </div>
      <div className="row apart"><strong><Money cents={row.paid_cents} /></strong>{row.refund_state === "none" ? null : <span className="meta">{say(`re_${row.refund_state}`)}</span>}</div>
      <div className="meta"><Buyer row={row} /> · {shop} · <Moment at={row.placed_at ?? row.paid_at} /></div>
    </div>
  );
}
