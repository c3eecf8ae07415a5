import { Select } from "antd";

import { useLanguage, useWords } from "@/lib/words";

import { useRoles } from "../queries";
import { accountsWords } from "../words";

interface RoleChoiceProps {
  id?: string;
  value?: string[];
  onChange?: (names: string[]) => void;
}

export function RoleChoice({ id, value, onChange }: RoleChoiceProps) {
  const say = useWords(accountsWords);
  const [language] = useLanguage();
  const roles = useRoles();
  return (
    <Select
      id={id}
      mode="multiple"
      aria-label={say("role")}
      value={value}
      onChange={onChange}
      style={{ width: "100%" }}
      options={roles.data?.map((role) => ({ value: role.name, label: language === "zh" ? role.title_zh : role.title_en }))}
    />
  );
}
