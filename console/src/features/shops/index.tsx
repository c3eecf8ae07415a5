import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button, Form, Input, Modal, Select } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import { api, ask, type Schemas } from "@/lib/api";
import { useMay } from "@/lib/session";
import { useAddress } from "@/lib/url";
import { useWords } from "@/lib/words";
import { showFieldErrors, useAct } from "@/ui/acts";
import { StateChip } from "@/ui/chips";
import { Confirm } from "@/ui/confirm";
import { Copyable } from "@/ui/inputs";
import { Page, Total } from "@/ui/page";
import { Asked, Empty } from "@/ui/states";
import { DataTable, Pager, usePaging } from "@/ui/table";
import { uiWords } from "@/ui/words";

import { shopWords } from "./words";

type Shop = Schemas["ShopOut"];
type Opened = Schemas["OpenedShopOut"];
const CHANNELS = ["mini_program", "staff_link", "group", "kf", "web_shop", "marketplace", "wechat_shop", "store", "other"] as const;

export default function ShopsPage() {
  const say = useWords(shopWords);
  const address = useAddress();
  const paging = usePaging();
  const mayWrite = useMay("orders.write");
  const [secret, setSecret] = useState<Opened | null>(null);
  const [renewing, setRenewing] = useState<Shop | null>(null);
  const query = useQuery({
    queryKey: ["shops", "list", paging.cursor],
    queryFn: () => ask(api.GET("/v1/shops", { params: { query: { limit: 50, cursor: paging.cursor } } })),
    placeholderData: keepPreviousData,
  });
  const renew = useAct({
    run: (id: number) => ask(api.POST("/v1/shops/{shop_id}/secret", { params: { path: { shop_id: id } } })),
    onDone: (opened) => { setRenewing(null); setSecret(opened); },
  });
  const openNew = mayWrite ? <Button type="primary" onClick={() => address.set({ new: "1" })}>{say("open")}</Button> : null;
  const acts = (row: Shop) => (
    <span className="row">
      <Link to={`/orders?shop=${row.id}`}>{say("orders")}</Link>
      {mayWrite ? <Button size="small" onClick={() => setRenewing(row)}>{say("renew")}</Button> : null}
    </span>
  );
  const state = (row: Shop) => <StateChip tone={row.is_active ? "green" : "grey"}>{say(row.is_active ? "active" : "inactive")}</StateChip>;
  return (
    <Page name="shops" title={say("title")} aside={<><span className="muted">{say("intro")}</span> <Total total={query.data?.total} /></>} actions={openNew} state={query.data ? (query.data.items.length ? "loaded" : "empty") : query.error ? "error" : "loading"}>
      <Asked query={query} rows={6}>
        {(page) => (
          <>
            <DataTable
              label={say("title")}
              rows={page.items}
              rowKey={(row) => row.id}
              columns={[
                { title: say("name"), render: (_, row) => row.name },
                { title: say("key"), render: (_, row) => <code>{row.key}</code> },
                { title: say("channel"), render: (_, row) => say(`ch_${row.sales_channel}`) },
                { title: say("state"), render: (_, row) => state(row) },
                { title: "", render: (_, row) => acts(row) },
              ]}
              card={(row) => <div className="stack tight"><div className="row apart"><strong>{row.name}</strong>{state(row)}</div><div className="meta">{say(`ch_${row.sales_channel}`)} · <code>{row.key}</code></div>{acts(row)}</div>}
              isBusy={query.isPlaceholderData}
              empty={<Empty picture="not-connected" title={say("emptyTitle")} text={say("emptyText")} actions={openNew} />}
            />
            {page.items.length ? <Pager paging={paging} next={page.next_cursor} total={page.total} /> : null}
          </>
        )}
      </Asked>
      <OpenShop isOpen={mayWrite && address.get("new") === "1"} onClose={() => address.set({ new: null })} onOpened={setSecret} />
      <Confirm isOpen={renewing !== null} title={say("renew")} act={say("renew")} typed={renewing?.key} isBusy={renew.isPending} onDo={() => renewing && renew.mutate(renewing.id)} onClose={() => setRenewing(null)}>
        {say("renewText")}
      </Confirm>
      <Modal title={`${secret?.name ?? ""} · ${say("secret")}`} open={secret !== null} closable={false} mask={{ closable: false }} footer={<Button type="primary" onClick={() => setSecret(null)}>{say("kept")}</Button>}>
        <div className="stack tight"><p>{say("secretOnce")}</p>{secret ? <Copyable value={secret.secret} /> : null}</div>
      </Modal>
    </Page>
  );
}

function OpenShop({ isOpen, onClose, onOpened }: { isOpen: boolean; onClose: () => void; onOpened: (shop: Opened) => void }) {
  const say = useWords(shopWords);
  const ui = useWords(uiWords);
  const [form] = Form.useForm<Schemas["ShopIn"]>();
  const open = useAct({
    run: (body: Schemas["ShopIn"]) => ask(api.POST("/v1/shops", { body })),
    renews: [["shops"]],
    onDone: (shop) => { onClose(); onOpened(shop); },
    onFailed: (error) => showFieldErrors(form, error),
  });
  const needed = (what: string) => [{ required: true, whitespace: true, message: say("needed", { what }) }];
  return (
    <Modal title={say("open")} open={isOpen} okText={say("open")} cancelText={ui("cancel")} onOk={form.submit} confirmLoading={open.isPending} onCancel={onClose} destroyOnHidden>
      <Form form={form} layout="vertical" preserve={false} initialValues={{ sales_channel: "web_shop" }} onFinish={open.mutate} requiredMark={false}>
        <Form.Item name="name" label={say("name")} rules={needed(say("name"))}><Input maxLength={100} /></Form.Item>
        <Form.Item name="key" label={say("key")} extra={say("keyHelp")} rules={needed(say("key"))}><Input maxLength={50} autoComplete="off" /></Form.Item>
        <Form.Item name="sales_channel" label={say("channel")}><Select options={CHANNELS.map((value) => ({ value, label: say(`ch_${value}`) }))} /></Form.Item>
      </Form>
    </Modal>
  );
}
