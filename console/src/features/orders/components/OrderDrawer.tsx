import { Drawer, Table } from "antd";

import { useWords } from "@/lib/words";
import { StateChip } from "@/ui/chips";
import { Count, Money, Moment } from "@/ui/numbers";
import { Facts } from "@/ui/page";
import { Asked } from "@/ui/states";

import { sellerOf, TONES, useOrder, type Order } from "../queries";
import { orderWords } from "../words";

import { Buyer } from "./Buyer";

interface OrderDrawerProps {
  id: number;
  shopName: (key: string) => string;
  onClose: () => void;
}

/** One order: its money, its lines and what was paid back. */
export function OrderDrawer({ id, shopName, onClose }: OrderDrawerProps) {
  const say = useWords(orderWords);
  const query = useOrder(id);
  return (
    <Drawer title={query.data?.number ?? say("number")} open={id > 0} onClose={onClose} size={560}>
      <Asked query={query} isPart rows={10}>{(row) => <Detail row={row} shop={shopName(row.shop_key)} />}</Asked>
    </Drawer>
  );
}

const CHANNELS = ["mini_program", "staff_link", "group", "kf", "web_shop", "marketplace", "wechat_shop", "store"] as const;

function Detail({ row, shop }: { row: Order; shop: string }) {
  const say = useWords(orderWords);
  const channel = CHANNELS.find((one) => one === row.sales_channel) ?? "other";
  const times = ([["placed", row.placed_at], ["paidAt", row.paid_at], ["deliveredAt", row.delivered_at], ["cancelledAt", row.cancelled_at]] as const).filter(([, at]) => at);
  return (
    <div className="stack">
      <div className="row apart">
        <StateChip tone={TONES[row.state]}>{say(`st_${row.state}`)}</StateChip>
        <Buyer row={row} />
      </div>
      <Facts
        rows={[
          [say("shop"), shop],
          [say("channel"), say(`ch_${channel}`)],
          [say("seller"), sellerOf(row)],
          ...(row.store ? [[say("store"), row.store] as const] : []),
          ...times.map(([key, at]) => [say(key), <Moment key={key} at={at} />] as const),
          [say("discount"), <Money key="d" cents={-row.discount_cents} />],
          [say("shipping"), <Money key="s" cents={row.shipping_cents} />],
          [say("total"), <Money key="t" cents={row.total_cents} />],
          [say("paid"), <Money key="p" cents={row.paid_cents} />],
          [say("refund"), <Money key="r" cents={-row.refunded_cents} />],
          [say("net"), <strong key="n"><Money cents={row.paid_cents - row.refunded_cents} /></strong>],
        ]}
      />
      <h2 style={{ fontSize: 16 }}>{say("lines")}</h2>
      <Table
        size="small"
        rowKey={(item) => `${item.product}-${item.name}-${item.cents}`}
        pagination={false}
        dataSource={row.items}
        columns={[
          { title: say("product"), render: (_, item) => item.name || item.product },
          { title: say("qty"), align: "right", render: (_, item) => <Count value={item.qty_n} /> },
          { title: say("amount"), align: "right", render: (_, item) => <Money cents={item.cents} /> },
        ]}
      />
      <h2 style={{ fontSize: 16 }}>{say("refunds")}</h2>
      {row.refunds.length === 0 ? (
        <p className="muted">{say("noRefunds")}</p>
      ) : (
        <ul className="stack tight">
          {row.refunds.map((refund) => (
            <li key={refund.number} className="row apart">
              <span>{refund.number} · <Moment at={refund.refunded_at} />{refund.reason ? <span className="meta"> · {refund.reason}</span> : null}</span>
              <Money cents={-refund.cents} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
