import { Button, Form, Input, Modal, Tabs } from "antd";
import { useState } from "react";

import type { Schemas } from "@/lib/api";
import type { Address } from "@/lib/url";
import { useWords } from "@/lib/words";
import { showFieldErrors, useAct, useTell } from "@/ui/acts";

import { deleteView, saveView, useViews, type View } from "../queries";
import { CLEARED, differs, FILTER_KEYS, filterOf, viewAddress } from "../view";
import { customerWords } from "../words";

const ALL = "";

interface ViewsProps {
  address: Address;
  onChange: (changes: Record<string, string | string[] | null>) => void;
}

function bodyOf(address: Address, name: string, shared: string | null = null) {
  return { name, filters: { page: "customers" as const, ...filterOf(address) }, columns: address.all("col"), sort: "", shared_role: shared };
}

/** Saved ways to look at the list, as tabs; what is shown can become one, or change or delete one's own. */
export function Views({ address, onChange }: ViewsProps) {
  const say = useWords(customerWords);
  const query = useViews();
  const views = query.data ?? [];
  const current = views.find((view) => String(view.id) === address.get("view"));
  const open = (key: string) => {
    const view = views.find((one) => String(one.id) === key);
    onChange(view ? viewAddress(view) : { ...CLEARED, col: null, view: null });
  };
  const isNew = current ? differs(current, address) : [...FILTER_KEYS, "col"].some((key) => address.get(key));
  if (views.length === 0 && !isNew) return null;
  return (
    <div className="row apart">
      <Tabs
        aria-label={say("views")}
        activeKey={current ? String(current.id) : ALL}
        onChange={open}
        className="grow"
        tabBarStyle={{ marginBottom: 0 }}
        items={[{ key: ALL, label: say("allCustomers") }, ...views.map((view) => ({ key: String(view.id), label: view.name }))]}
      />
      <span className="row tight">
        {current?.is_mine ? <OwnView view={current} address={address} isChanged={isNew} onGone={() => open(ALL)} /> : null}
        {isNew ? <SaveView address={address} onSaved={(view) => onChange({ view: String(view.id) })} /> : null}
      </span>
    </div>
  );
}

function OwnView({ view, address, isChanged, onGone }: { view: View; address: Address; isChanged: boolean; onGone: () => void }) {
  const say = useWords(customerWords);
  const { done } = useTell();
  const name = view.name;
  const renews = [["views", "customers"]];
  const old = { name, filters: view.filters as Schemas["CustomersWanted"], columns: view.columns, sort: view.sort, shared_role: view.shared_role };
  const back = useAct({ run: () => saveView(old), renews });
  const restore = useAct({ run: () => saveView(old, view.id), renews });
  const drop = useAct({
    run: () => deleteView(view.id),
    renews,
    onDone: () => {
      onGone();
      done(say("viewDeleted", { name }), () => back.mutateAsync());
    },
  });
  const update = useAct({
    run: () => saveView(bodyOf(address, name, view.shared_role), view.id),
    renews,
    onDone: () => done(say("viewUpdated", { name }), () => restore.mutateAsync()),
  });
  return (
    <>
      {isChanged ? <Button size="small" loading={update.isPending} onClick={() => update.mutate()}>{say("viewUpdate", { name })}</Button> : null}
      <Button size="small" type="text" loading={drop.isPending} onClick={() => drop.mutate()}>{say("viewDelete", { name })}</Button>
    </>
  );
}

function SaveView({ address, onSaved }: { address: Address; onSaved: (view: View) => void }) {
  const say = useWords(customerWords);
  const [isOpen, setOpen] = useState(false);
  const [form] = Form.useForm<{ name: string }>();
  const { done } = useTell();
  const save = useAct({
    run: ({ name }: { name: string }) => saveView(bodyOf(address, name.trim())),
    renews: [["views", "customers"]],
    onDone: (view) => {
      setOpen(false);
      onSaved(view);
      done(say("viewSaved", { name: view.name }));
    },
    onFailed: (error) => showFieldErrors(form, error),
  });
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>{say("viewSave")}</Button>
      {isOpen ? (
        <Modal open title={say("viewSaveTitle")} okText={say("viewSave")} cancelText={say("notNow")} onOk={form.submit} onCancel={() => setOpen(false)} okButtonProps={{ loading: save.isPending }}>
          <Form form={form} layout="vertical" onFinish={save.mutate}>
            <Form.Item name="name" label={say("viewName")} rules={[{ required: true, whitespace: true, message: say("viewNameNeeded") }]}>
              <Input autoFocus maxLength={30} />
            </Form.Item>
          </Form>
        </Modal>
      ) : null}
    </>
  );
}
