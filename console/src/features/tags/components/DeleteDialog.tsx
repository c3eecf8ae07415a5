import { Modal } from "antd";
import { Link } from "react-router";

import { exact } from "@/lib/format";
import { useMay } from "@/lib/session";
import { useWords } from "@/lib/words";
import { useAct, useTell } from "@/ui/acts";
import { Asked } from "@/ui/states";

import { deleteGroup, deleteTag, type Group, type Tag } from "../queries";
import { useUses } from "../used";
import { tagWords } from "../words";

export type Doomed = { kind: "tag"; tag: Tag } | { kind: "group"; group: Group };

/** What goes with a tag or a group, and where it is used, before it is deleted. */
export function DeleteDialog({ what, onClose }: { what: Doomed; onClose: () => void }) {
  const say = useWords(tagWords);
  const { done } = useTell();
  const tags = what.kind === "tag" ? [what.tag] : what.group.tags;
  const name = what.kind === "tag" ? what.tag.name : what.group.name;
  const uses = useUses(tags.map((tag) => tag.id), { codes: useMay("codes.read"), segments: useMay("segments.read") });
  const act = useAct({
    run: async () => {
      await (what.kind === "tag" ? deleteTag(what.tag.id) : deleteGroup(what.group.id));
    },
    renews: [["tags"], ["customers"], ["customer"]],
    onDone: () => {
      onClose();
      done(say("deleted", { name }));
    },
  });
  return (
    <Modal
      open
      title={say(what.kind === "tag" ? "deleteTagTitle" : "deleteGroupTitle", { name })}
      okText={say(what.kind === "tag" ? "deleteTag" : "deleteGroup")}
      cancelText={say("notNow")}
      okButtonProps={{ danger: true, loading: act.isPending }}
      onOk={() => act.mutate()}
      onCancel={onClose}
    >
      <div className="stack tight">
        {what.kind === "group" ? <p>{say("groupLoses", { n: tags.length })}</p> : typeof what.tag.customers === "number" ? <p>{say("loses", { shown: exact(what.tag.customers) })}</p> : null}
        {tags.some((tag) => tag.is_mirrored) ? <p>{say("wecomLoses")}</p> : null}
        {tags.length ? (
          <Asked query={uses} rows={2} isPart>
            {(found) =>
              found.length ? (
                <div data-part="uses">
                  <p>{say("usedTitle")}</p>
                  <ul>
                    {found.map((use) => (
                      <li key={use.to}><Link to={use.to}>{say(use.kind, { name: use.name })}</Link></li>
                    ))}
                  </ul>
                </div>
              ) : (
                <p className="muted">{say("usedNowhere")}</p>
              )
            }
          </Asked>
        ) : null}
        <p><strong>{say("noUndo")}</strong></p>
      </div>
    </Modal>
  );
}
