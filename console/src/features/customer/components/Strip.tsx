import { DownOutlined, MergeCellsOutlined, TagsOutlined } from "@ant-design/icons";
import { Button, Dropdown, Modal, Tag, type MenuProps } from "antd";
import { useState } from "react";

import type { Schemas } from "@/lib/api";
import { useMay } from "@/lib/session";
import { useWords } from "@/lib/words";
import { useAct, useTell } from "@/ui/acts";
import { Face, StateChip, type Tone } from "@/ui/chips";
import { TagSelect } from "@/ui/lookups";
import { Money, NumberLink } from "@/ui/numbers";
import { MaskedPhone } from "@/ui/phone";

import { addTags, removeTags, setFlag, type Customer } from "../queries";
import { since30 } from "../window";
import { customerWords } from "../words";
import { MergeDialog } from "./Merge";

const FLAGS = ["test", "employee", "minor", "blocked"] as const;
const TONES: Record<string, Tone> = { followed: "green", lost: "red", never: "grey" };
type Flag = Schemas["FlagIn"]["flag"];

/** Who this is: face, name, state, number, marks, tags, the key numbers and what one may do. */
export function Strip({ customer }: { customer: Customer }) {
  const say = useWords(customerWords);
  const mayTag = useMay("tags.write");
  const name = customer.static.name || say("unnamed");
  const state = (["followed", "lost", "never"] as const).find((one) => one === customer.state) ?? "never";
  return (
    <section className="card stack tight" data-part="identity">
      <div className="row apart" style={{ alignItems: "flex-start" }}>
        <div className="row" style={{ gap: 16 }}>
          <Face name={name} id={customer.id} src={customer.avatar_url} size={56} />
          <div className="stack tight">
            <div className="row">
              <strong style={{ fontSize: 16 }}>{name}</strong>
              <StateChip tone={TONES[state] ?? "grey"}>{say(state)}</StateChip>
              {FLAGS.filter((flag) => customer.flags[flag]).map((flag) => (
                <StateChip key={flag} tone="amber">{say(`flag_${flag}`)}</StateChip>
              ))}
            </div>
            <MaskedPhone customerId={customer.id} masked={customer.static.phone_masked} />
          </div>
        </div>
        <Numbers customer={customer} />
      </div>
      <div className="row apart">
        <Tags customer={customer} />
        <span className="row">
          {mayTag ? <AddTags customer={customer} /> : null}
          <More customer={customer} />
        </span>
      </div>
    </section>
  );
}

function Numbers({ customer }: { customer: Customer }) {
  const say = useWords(customerWords);
  const base = `/customers/${customer.id}`;
  const panel = customer.panels.orders as { orders_n?: number; net_cents?: number } | undefined;
  const live = customer.relations.filter((one) => one.is_live).length;
  return (
    <dl className="row" style={{ gap: 24 }}>
      {panel?.orders_n === undefined ? null : (
        <>
          <Figure name={say("net")}><Money cents={panel.net_cents} isShort /></Figure>
          <Figure name={say("orders")}><NumberLink value={panel.orders_n} to={`${base}?tab=orders`} label={say("orders")} /></Figure>
        </>
      )}
      <Figure name={say("acts30")}>
        <NumberLink value={customer.behaviour.interactions_30_days} to={`${base}?tab=timeline&acts=1&since=${encodeURIComponent(since30())}`} label={say("acts30")} />
      </Figure>
      <Figure name={say("staffNow")}>{live}</Figure>
    </dl>
  );
}

function Figure({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="meta">{name}</dt>
      <dd style={{ fontSize: 20, lineHeight: "28px", fontWeight: 600 }}>{children}</dd>
    </div>
  );
}

function useRenewed(customer: Customer) {
  return [["customer", customer.id], ["customers"], ["tags"]];
}

function Tags({ customer }: { customer: Customer }) {
  const say = useWords(customerWords);
  const mayTag = useMay("tags.write");
  const { done } = useTell();
  const back = useAct({ run: (tag: number) => addTags([customer.id], [tag]), renews: useRenewed(customer) });
  const take = useAct({
    run: (tag: Schemas["TagOut"]) => removeTags([customer.id], [tag.id]),
    renews: useRenewed(customer),
    onDone: (_, tag) => done(say("untagged", { tag: tag.name }), () => back.mutateAsync(tag.id)),
  });
  if (customer.tags.length === 0) return <span className="meta">{say("noTags")}</span>;
  return (
    <span className="row tight" data-part="tags">
      {customer.tags.map((tag) => (
        <Tag
          key={tag.id}
          closable={mayTag ? { "aria-label": say("untag", { tag: tag.name }) } : false}
          onClose={(event) => {
            event.preventDefault();
            take.mutate(tag);
          }}
        >
          <span title={tag.group_name}>{tag.name}</span>
        </Tag>
      ))}
    </span>
  );
}

function AddTags({ customer }: { customer: Customer }) {
  const say = useWords(customerWords);
  const [isOpen, setOpen] = useState(false);
  const [chosen, setChosen] = useState<number[]>([]);
  const { done } = useTell();
  const renews = useRenewed(customer);
  const had = customer.tags.map((tag) => tag.id);
  const back = useAct({
    run: async ({ added, before }: { added: number[]; before: number[] }) => {
      await removeTags([customer.id], added);
      // Of an exclusive group the new tag has replaced one, which returns.
      if (before.length) await addTags([customer.id], before);
    },
    renews,
  });
  const put = useAct({
    run: (tags: number[]) => addTags([customer.id], tags),
    renews,
    onDone: (_, tags) => {
      setOpen(false);
      setChosen([]);
      const added = tags.filter((tag) => !had.includes(tag));
      done(say("tagged", { count: tags.length }), () => back.mutateAsync({ added, before: had }));
    },
  });
  return (
    <>
      <Button type="primary" icon={<TagsOutlined />} onClick={() => setOpen(true)}>{say("editTags")}</Button>
      <Modal
        open={isOpen}
        title={say("editTags")}
        okText={say("tagDo")}
        cancelText={say("notNow")}
        okButtonProps={{ disabled: chosen.length === 0, loading: put.isPending }}
        onOk={() => put.mutate(chosen)}
        onCancel={() => setOpen(false)}
      >
        <TagSelect value={chosen} onChange={setChosen} label={say("editTags")} width="100%" />
      </Modal>
    </>
  );
}

function More({ customer }: { customer: Customer }) {
  const say = useWords(customerWords);
  const mayWrite = useMay("customers.write");
  const [isMerging, setMerging] = useState(false);
  const { done } = useTell();
  const renews = useRenewed(customer);
  const back = useAct({ run: ({ flag, isOn }: { flag: Flag; isOn: boolean }) => setFlag(customer.id, flag, isOn), renews });
  const mark = useAct({
    run: ({ flag, isOn }: { flag: Flag; isOn: boolean }) => setFlag(customer.id, flag, isOn),
    renews,
    onDone: (_, { flag, isOn }) =>
      done(say(isOn ? "flagged" : "unflagged", { flag: say(`flag_${flag}`) }), () => back.mutateAsync({ flag, isOn: !isOn })),
  });
  if (!mayWrite) return null;
  const items: MenuProps["items"] = [
    ...FLAGS.map((flag) => ({
      key: flag,
      label: say(customer.flags[flag] ? "flagOff" : "flagOn", { flag: say(`flag_${flag}`) }),
      onClick: () => mark.mutate({ flag, isOn: !customer.flags[flag] }),
    })),
    { type: "divider" },
    { key: "merge", icon: <MergeCellsOutlined />, label: say("merge"), onClick: () => setMerging(true) },
  ];
  return (
    <>
      <Dropdown menu={{ items }} trigger={["click"]}>
        <Button icon={<DownOutlined />} iconPlacement="end">{say("moreActions")}</Button>
      </Dropdown>
      {isMerging ? <MergeDialog customer={customer} onClose={() => setMerging(false)} /> : null}
    </>
  );
}
