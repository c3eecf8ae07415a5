import { Select, Segmented, Tag } from "antd";

import type { Address } from "@/lib/url";
import { useWords } from "@/lib/words";
import { SearchBox } from "@/ui/inputs";
import { TagSelect, useStaffNames } from "@/ui/lookups";
import { useSourceWords } from "@/ui/sources";

import { filterOf, STATES } from "../view";
import { customerWords } from "../words";

/** The bar above the list; what it says stands in the address. */
export function Filters({ address, onChange }: { address: Address; onChange: (changes: Record<string, string | string[] | null>) => void }) {
  const say = useWords(customerWords);
  const staff = useStaffNames();
  const tellSource = useSourceWords();
  const filter = filterOf(address);
  const words = filter.text ?? "";
  return (
    <div className="stack tight" role="search">
      <div className="filters">
        <SearchBox value={words} placeholder={say("search")} onSearch={(text) => onChange({ text })} />
        <Segmented
          value={filter.state ?? ""}
          onChange={(state) => onChange({ state })}
          options={STATES.map((value) => ({ value, label: say(value || "anyState") }))}
        />
        <TagSelect value={filter.tags_any ?? []} onChange={(ids) => onChange({ tag: ids.map(String) })} label={say("anyTag")} />
        {filter.tags_all?.length ? <TagSelect value={filter.tags_all} onChange={(ids) => onChange({ all: ids.map(String) })} label={say("allTags")} /> : null}
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
        {filter.source ? <Tag closable onClose={() => onChange({ source: null })}>{say("bySource", { source: tellSource(filter.source) })}</Tag> : null}
      </div>
      {words ? <p className="meta" data-match>{say(matchOf(words))}</p> : null}
    </div>
  );
}

function matchOf(words: string): "matchTail" | "matchNumber" | "matchName" {
  if (/^\d{4}$/.test(words)) return "matchTail";
  return /^[\d+ -]{5,}$/.test(words) ? "matchNumber" : "matchName";
}
