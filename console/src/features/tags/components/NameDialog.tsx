import { Form, Input, Modal } from "antd";

import { useWords } from "@/lib/words";
import { showFieldErrors, useAct, useTell } from "@/ui/acts";

import { addTag, changeGroup, renameTag, type Group, type Tag } from "../queries";
import { tagWords } from "../words";

export type Named = { kind: "new"; group: Group } | { kind: "group"; group: Group } | { kind: "tag"; tag: Tag };

function rename(what: Named, name: string): Promise<unknown> {
  if (what.kind === "new") return addTag({ group_id: what.group.id, name });
  return what.kind === "group" ? changeGroup(what.group.id, { name }) : renameTag(what.tag.id, name);
}

/** Make a tag, or give a tag or a group another name. */
export function NameDialog({ what, onClose }: { what: Named; onClose: () => void }) {
  const say = useWords(tagWords);
  const [form] = Form.useForm<{ name: string }>();
  const { done } = useTell();
  const before = what.kind === "new" ? "" : what.kind === "group" ? what.group.name : what.tag.name;
  const renews = [["tags"], ["customers"]];
  const back = useAct({ run: () => rename(what, before), renews });
  const act = useAct({
    run: ({ name }: { name: string }) => rename(what, name.trim()),
    renews,
    onDone: (_, { name }) => {
      onClose();
      if (what.kind === "new") done(say("tagMade", { name }));
      else done(say("renamed", { name }), () => back.mutateAsync());
    },
    onFailed: (error) => showFieldErrors(form, error),
  });
  const title = what.kind === "new" ? say("newTagTitle", { group: what.group.name }) : say(what.kind === "group" ? "renameGroup" : "renameTag");
  return (
    <Modal open title={title} okText={say(what.kind === "new" ? "newTag" : what.kind === "group" ? "renameGroup" : "renameTag")} cancelText={say("notNow")} onOk={form.submit} onCancel={onClose} okButtonProps={{ loading: act.isPending }}>
      <Form form={form} layout="vertical" initialValues={{ name: before }} onFinish={act.mutate}>
        <Form.Item name="name" label={say(what.kind === "group" ? "groupName" : "tagName")} rules={[{ required: true, whitespace: true, message: say("nameNeeded") }]}>
          <Input autoFocus maxLength={30} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
