import { Button } from "antd";
import { useState } from "react";

import { useWords } from "@/lib/words";
import { useAct, useTell } from "@/ui/acts";

import { changeGroup, type Group } from "../queries";
import { tagWords } from "../words";
import { DeleteDialog } from "./DeleteDialog";
import { NameDialog } from "./NameDialog";

export function GroupActions({ group }: { group: Group }) {
  const say = useWords(tagWords);
  const [open, setOpen] = useState<"new" | "rename" | "delete" | null>(null);
  const { done } = useTell();
  const renews = [["tags"]];
  const back = useAct({ run: (isExclusive: boolean) => changeGroup(group.id, { is_exclusive: isExclusive }), renews });
  const turn = useAct({
    run: () => changeGroup(group.id, { is_exclusive: !group.is_exclusive }),
    renews,
    onDone: (now) => done(say(now.is_exclusive ? "exclusiveNow" : "multipleNow", { name: now.name }), () => back.mutateAsync(!now.is_exclusive)),
  });
  const close = () => setOpen(null);
  return (
    <span className="row tight">
      <Button size="small" type="primary" onClick={() => setOpen("new")}>{say("newTag")}</Button>
      <Button size="small" onClick={() => setOpen("rename")}>{say("renameGroup")}</Button>
      <Button size="small" loading={turn.isPending} onClick={() => turn.mutate()}>{say(group.is_exclusive ? "makeMultiple" : "makeExclusive")}</Button>
      <Button size="small" danger onClick={() => setOpen("delete")}>{say("deleteGroup")}</Button>
      {open === "new" ? <NameDialog what={{ kind: "new", group }} onClose={close} /> : null}
      {open === "rename" ? <NameDialog what={{ kind: "group", group }} onClose={close} /> : null}
      {open === "delete" ? <DeleteDialog what={{ kind: "group", group }} onClose={close} /> : null}
    </span>
  );
}
