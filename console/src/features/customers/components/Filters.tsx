import { Select, Segmented } from "antd";

import type { Address } from "@/lib/url";
import { useWords } from "@/lib/words";
import { SearchBox } from "@/ui/inputs";

import { useStaffNames, useTags, type Filter } from "../queries";
import { customerWords } from "../words";

const STATES = ["", "followed", "lost", "never"] as const;

export function filterOf(address: Address): Filter {
  const state = STATES.find((one) => one === address.get("state")) ?? "";
  return {
    text: address.get("text"),
    state,
    source: address.get("source"),
    tags_any: address.ids("tag"),
    tags_all: [],
    staff_ids: address.ids("staff"),
    created_from: address.get("from") || null,
    created_to: address.get("to") || null,
  };
}

/** The bar above the list; what it says stands in the address. */
export function Filters({ address, onChange }: { address: Address; onChange: (changes: Record<string, string | string[] | null>) => void }) {
  const say = useWords(customerWords);
  const groups = useTags();
  const staff = useStaffNames();
  const filter = filterOf(address);
  return (
    <div className="filters" role="search">
      <SearchBox value={filter.text ?? ""} placeholder={say("search")} onSearch={(text) => onChange({ text })} />
      <Segmented
        value={filter.state}
        onChange={(state) => onChange({ state })}
        options={STATES.map((value) => ({ value, label: say(value || "anyState") }))}
      />
      <Select
        mode="multiple"
        allowClear
        maxTagCount={2}
        style={{ minWidth: 180 }}
        placeholder={say("anyTag")}
        aria-label={say("anyTag")}
        value={filter.tags_any?.map(String)}
        onChange={(tag) => onChange({ tag })}
        optionFilterProp="label"
        options={groups.data?.map((group) => ({
          label: group.name,
          title: group.name,
          options: group.tags.map((tag) => ({ value: String(tag.id), label: tag.name })),
        }))}
      />
      <Select
        mode="multiple"
        allowClear
        maxTagCount={1}
        style={{ minWidth: 140 }}
        placeholder={say("anyStaff")}
        aria-label={say("anyStaff")}
        value={filter.staff_ids?.map(String)}
        onChange={(member) => onChange({ staff: member })}
        optionFilterProp="label"
        options={[...staff].map(([id, name]) => ({ value: String(id), label: name }))}
      />
    </div>
  );
}
