import { DownloadOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";

import { api, ask, type Schemas } from "@/lib/api";
import { useWords } from "@/lib/words";

import { useAct, useTell } from "./acts";
import { uiWords } from "./words";

type Wanted = Schemas["ExportIn"]["filters"];

/** Writes the whole list, under the filters that are on, into a file; it waits among the jobs. */
export function ExportButton({ filters }: { filters: Wanted }) {
  const say = useWords(uiWords);
  const { done } = useTell();
  const order = useAct({
    run: (format: "csv" | "xlsx") => ask(api.POST("/v1/exports", { body: { filters, format } })),
    renews: [["jobs"]],
    onDone: () => done(say("exportBegan")),
  });
  return (
    <Dropdown
      trigger={["click"]}
      menu={{ items: (["xlsx", "csv"] as const).map((key) => ({ key, label: say(key), onClick: () => order.mutate(key) })) }}
    >
      <Button icon={<DownloadOutlined />} loading={order.isPending}>{say("export")}</Button>
    </Dropdown>
  );
}
