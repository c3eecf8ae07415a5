import { SettingOutlined } from "@ant-design/icons";
import { Button, Checkbox, Popover } from "antd";

import { useWords } from "@/lib/words";

import { COLUMNS, type Column } from "../view";
import { customerWords } from "../words";

/** Which columns the table shows; the customer always stays. */
export function ChooseColumns({ shown, onChange }: { shown: readonly Column[]; onChange: (columns: string[] | null) => void }) {
  const say = useWords(customerWords);
  const choose = (chosen: Column[]) => onChange(chosen.length === COLUMNS.length - 1 ? null : ["customer", ...chosen]);
  return (
    <Popover
      trigger="click"
      title={say("columnsTitle")}
      content={
        <Checkbox.Group
          style={{ flexDirection: "column", gap: 8 }}
          value={shown.filter((one) => one !== "customer") as string[]}
          onChange={(chosen) => choose(COLUMNS.filter((one) => chosen.includes(one)))}
          options={COLUMNS.filter((one) => one !== "customer").map((value) => ({ value: value as string, label: say(value) }))}
        />
      }
    >
      <Button icon={<SettingOutlined />}>{say("columns")}</Button>
    </Popover>
  );
}
