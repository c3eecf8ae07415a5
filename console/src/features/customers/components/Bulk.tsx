import { Alert, Button, Modal } from "antd";
import { useState } from "react";

import { exact } from "@/lib/format";
import { useWords } from "@/lib/words";
import { useAct, useTell } from "@/ui/acts";
import { TagSelect, useTagGroups } from "@/ui/lookups";
import { Asked } from "@/ui/states";

import { changeTags, usePreview, type CustomerRow, type Target } from "../queries";
import { changedBy, replacedBy } from "../view";
import { customerWords } from "../words";

type Act = "add" | "remove";
interface BulkProps {
  target: Target;
  /** The chosen rows; empty when everybody who matches is meant. */
  rows: CustomerRow[];
  onDone: () => void;
}

/** Tags on or off many customers: first the numbers, then the act, then the way back. */
export function BulkTags(props: BulkProps) {
  const say = useWords(customerWords);
  const [act, setAct] = useState<Act | null>(null);
  return (
    <>
      <Button size="small" type="primary" onClick={() => setAct("add")}>{say("tagAdd")}</Button>
      <Button size="small" onClick={() => setAct("remove")}>{say("tagRemove")}</Button>
      {act ? <BulkDialog {...props} act={act} onClose={() => setAct(null)} /> : null}
    </>
  );
}

function useSiblings(): Map<number, number[]> {
  const groups = useTagGroups();
  const found = new Map<number, number[]>();
  for (const group of groups.data ?? [])
    if (group.is_exclusive) for (const tag of group.tags) found.set(tag.id, group.tags.map((one) => one.id).filter((id) => id !== tag.id));
  return found;
}

function BulkDialog({ target, rows, onDone, act, onClose }: BulkProps & { act: Act; onClose: () => void }) {
  const say = useWords(customerWords);
  const [tags, setTags] = useState<number[]>([]);
  const { done } = useTell();
  const siblings = useSiblings();
  const preview = usePreview(target, tags, rows);
  const renews = [["customers"], ["customer"], ["tags"]];
  const back = useAct({
    run: async ({ moved, lost }: { moved: Map<number, number[]>; lost: Map<number, number[]> }) => {
      for (const [tag, ids] of moved) await changeTags(act === "add" ? "remove" : "add", { customer_ids: ids }, [tag]);
      for (const [tag, ids] of lost) await changeTags("add", { customer_ids: ids }, [tag]);
    },
    renews,
  });
  const change = useAct({
    run: () => changeTags(act, target, tags),
    renews,
    onDone: (result) => {
      const isAdd = act === "add";
      const text = say(isAdd ? "bulkAdded" : "bulkRemoved", { customers: exact(result.customers), changed: exact(isAdd ? result.added : result.removed) });
      const moved = changedBy(act, rows, tags);
      const lost = isAdd ? replacedBy(rows, tags, siblings) : new Map<number, number[]>();
      done(text, target.filter ? undefined : () => back.mutateAsync({ moved, lost }));
      onClose();
      onDone();
    },
  });
  const has = [...new Set(rows.flatMap((row) => row.tags.map((tag) => tag.id)))];
  const isExclusive = act === "add" && tags.some((tag) => siblings.has(tag));
  const shown = exact(preview.data?.reached ?? (target.customer_ids?.length || null));
  return (
    <Modal
      open
      title={say(act === "add" ? "bulkAdd" : "bulkRemove")}
      okText={say(act === "add" ? "bulkDoAdd" : "bulkDoRemove", { shown })}
      cancelText={say("notNow")}
      okButtonProps={{ disabled: !preview.data || tags.length === 0, loading: change.isPending, danger: act === "remove" }}
      onOk={() => change.mutate()}
      onCancel={onClose}
    >
      <div className="stack tight">
        <TagSelect value={tags} onChange={setTags} label={say("bulkPick")} among={act === "remove" && rows.length ? has : undefined} width="100%" />
        {tags.length ? (
          <Asked query={preview} rows={2} isPart>
            {({ reached, have }) => (
              <div data-part="preview" data-reached={reached} data-have={have}>
                <p>{say("bulkReach", { shown: exact(reached) })}</p>
                <p>{say(act === "add" ? "bulkHave" : "bulkHaveAll", { shown: exact(have) })}</p>
                {rows.length > reached ? <p>{say("bulkHidden", { shown: exact(rows.length - reached) })}</p> : null}
              </div>
            )}
          </Asked>
        ) : null}
        {isExclusive ? <Alert type="info" showIcon title={say("bulkExclusive")} /> : null}
        {target.filter ? <Alert type="warning" showIcon title={say("bulkNoUndo")} /> : null}
      </div>
    </Modal>
  );
}
