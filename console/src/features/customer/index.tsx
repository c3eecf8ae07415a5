import { Tabs } from "antd";
import { useNavigate, useParams } from "react-router";
import { useEffect } from "react";

import { useMay } from "@/lib/session";
import { useAddress } from "@/lib/url";
import { useWords } from "@/lib/words";
import { Page } from "@/ui/page";
import { Asked, NotFound } from "@/ui/states";

import { Consents } from "./components/Consents";
import { Orders } from "./components/Orders";
import { Overview } from "./components/Overview";
import { Reach } from "./components/Reach";
import { Strip } from "./components/Strip";
import { Timeline } from "./components/Timeline";
import { useCustomer, type Customer } from "./queries";
import { customerWords } from "./words";

const TABS = ["overview", "timeline", "orders", "reach", "consents"] as const;
type Tab = (typeof TABS)[number];
const TITLES = {
  overview: "tabOverview",
  timeline: "tabTimeline",
  orders: "tabOrders",
  reach: "tabReach",
  consents: "tabConsents",
} as const satisfies Record<Tab, string>;

export default function CustomerPage() {
  const { id: text } = useParams();
  const id = Number(text);
  return Number.isSafeInteger(id) && id > 0 ? <OneCustomer key={id} id={id} /> : <NotFound />;
}

function OneCustomer({ id }: { id: number }) {
  const say = useWords(customerWords);
  const query = useCustomer(id);
  const go = useNavigate();
  const known = query.data;
  // An id of before a merge leads to the customer who was kept.
  useEffect(() => {
    if (known && known.id !== id) void go(`/customers/${known.id}${window.location.search}`, { replace: true });
  }, [known, id, go]);
  return (
    <Page
      name="customer"
      title={known ? known.static.name || say("unnamed") : say("list")}
      above={{ to: "/customers", title: say("list") }}
      state={known ? "loaded" : query.error ? "error" : "loading"}
    >
      <Asked query={query} rows={12}>
        {(customer) => (
          <>
            <Strip customer={customer} />
            <CustomerTabs customer={customer} />
          </>
        )}
      </Asked>
    </Page>
  );
}

function CustomerTabs({ customer }: { customer: Customer }) {
  const say = useWords(customerWords);
  const address = useAddress();
  const mayOrders = useMay("orders.read");
  const shown = TABS.filter((tab) => tab !== "orders" || mayOrders);
  const tab = shown.find((one) => one === address.get("tab")) ?? "overview";
  // What narrows one tab means nothing in another.
  const open = (next: string) =>
    address.set({ tab: next === "overview" ? null : next, kind: null, staff: null, channel: null, acts: null, since: null, cursor: null, page: null, got: null }, false);
  return (
    <>
      <Tabs activeKey={tab} onChange={open} items={shown.map((one) => ({ key: one, label: say(TITLES[one]) }))} tabBarStyle={{ marginBottom: 0 }} />
      <section data-tab={tab} aria-label={say(TITLES[tab])} className="stack">
        {tab === "overview" ? <Overview customer={customer} /> : null}
        {tab === "timeline" ? <Timeline customerId={customer.id} /> : null}
        {tab === "orders" ? <Orders customer={customer} /> : null}
        {tab === "reach" ? <Reach customerId={customer.id} /> : null}
        {tab === "consents" ? <Consents customerId={customer.id} /> : null}
      </section>
    </>
  );
}
