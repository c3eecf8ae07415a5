import { Form, Input, Modal, Radio, Select } from "antd";

import { useMay } from "@/lib/session";
import { useWords } from "@/lib/words";
import { showFieldErrors, useAct, useTell } from "@/ui/acts";

import { addGroup, useCorps } from "../queries";
import { tagWords } from "../words";

interface Values {
  name: string;
  tags: string[];
  is_exclusive: boolean;
  corp_id: number;
}

const HERE = 0;

export function NewGroup({ onClose, onMade }: { onClose: () => void; onMade: (id: number) => void }) {
  const say = useWords(tagWords);
  const mayCorps = useMay("corps.read");
  const corps = useCorps(mayCorps);
  const [form] = Form.useForm<Values>();
  const { done } = useTell();
  const act = useAct({
    run: ({ corp_id, ...values }: Values) => addGroup({ ...values, name: values.name.trim(), corp_id: corp_id || null }),
    renews: [["tags"]],
    onDone: (group) => {
      onMade(group.id);
      done(say("groupMade", { name: group.name }));
    },
    onFailed: (error) => showFieldErrors(form, error),
  });
  const choices = corps.data?.map((corp) => ({ value: corp.id, label: corp.name })) ?? [];
  return (
    <Modal open title={say("newGroupTitle")} okText={say("newGroup")} cancelText={say("notNow")} onOk={form.submit} onCancel={onClose} okButtonProps={{ loading: act.isPending }}>
      <Form form={form} layout="vertical" initialValues={{ tags: [], is_exclusive: false, corp_id: HERE }} onFinish={act.mutate}>
        <Form.Item name="name" label={say("groupName")} rules={[{ required: true, whitespace: true, message: say("nameNeeded") }]}>
          <Input autoFocus maxLength={30} />
        </Form.Item>
        <Form.Item name="tags" label={say("groupTags")} rules={[{ required: true, type: "array", min: 1, message: say("tagsNeeded") }]}>
          <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[",", "，", "、"]} />
        </Form.Item>
        <Form.Item name="is_exclusive" label={say("kind")} extra={say("exclusiveHelp")}>
          <Radio.Group options={[{ value: false, label: say("multiple") }, { value: true, label: say("exclusive") }]} />
        </Form.Item>
        {choices.length ? (
          <Form.Item name="corp_id" label={say("corp")}>
            <Select options={[{ value: HERE, label: say("noCorp") }, ...choices]} />
          </Form.Item>
        ) : null}
      </Form>
    </Modal>
  );
}
