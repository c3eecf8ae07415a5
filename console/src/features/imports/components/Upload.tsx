import { InboxOutlined } from "@ant-design/icons";
import { Button, Select, Upload as Dropper } from "antd";
import { useNavigate } from "react-router";

import { useAddress } from "@/lib/url";
import { useSaid, useWords } from "@/lib/words";
import { useAct } from "@/ui/acts";
import { Card } from "@/ui/page";
import { Asked } from "@/ui/states";
import { uiWords } from "@/ui/words";

import { uploadFile, useKinds } from "../queries";
import { importWords } from "../words";

/** The first step: what is in the file, and the file. */
export function Upload({ onClose }: { onClose: () => void }) {
  const say = useWords(importWords);
  const ui = useWords(uiWords);
  const said = useSaid();
  const address = useAddress();
  const go = useNavigate();
  const kinds = useKinds();
  const send = useAct({
    run: (file: File) => uploadFile(address.get("kind"), file),
    renews: [["imports", "list"], ["jobs"]],
    onDone: (made) => void go(`/imports/${made.id}`),
  });
  return (
    <Card title={say("new")} extra={<Button type="text" onClick={onClose}>{ui("cancel")}</Button>}>
      <Asked query={kinds} isPart rows={4}>
        {({ items }) => {
          const kind = items.find(({ name }) => name === address.get("kind"));
          return (
            <div className="stack">
              <Select
                aria-label={say("kind")}
                placeholder={say("kind")}
                style={{ maxWidth: 320 }}
                value={kind?.name}
                onChange={(name) => address.set({ kind: name })}
                options={items.map((one) => ({ value: one.name, label: said(one) }))}
              />
              {kind ? <p className="meta">{say("columns", { columns: kind.columns.map((column) => `${said(column)}${column.is_required ? " *" : ""}`).join(" · ") })}</p> : null}
              <Dropper.Dragger
                accept=".csv,.xlsx,.txt"
                showUploadList={false}
                disabled={!kind || send.isPending}
                beforeUpload={(file) => {
                  send.mutate(file);
                  return false;
                }}
              >
                <p style={{ fontSize: 28 }}><InboxOutlined /></p>
                <p>{say(kind ? "drop" : "kindFirst")}</p>
                <p className="meta">{say("dropText")}</p>
              </Dropper.Dragger>
            </div>
          );
        }}
      </Asked>
    </Card>
  );
}
