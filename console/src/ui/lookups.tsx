import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useMemo } from "react";

import { api, ask } from "@/lib/api";

/** The groups with their tags; with counts for those who see every customer. */
export function useTagGroups() {
  return useQuery({ queryKey: ["tags"], queryFn: () => ask(api.GET("/v1/tag-groups")), staleTime: 60_000, retry: false });
}

/** Names of the members by id; empty for those who may not see them. */
export function useStaffNames(): Map<number, string> {
  const query = useQuery({
    queryKey: ["staff", "names"],
    queryFn: () => ask(api.GET("/v1/staff", { params: { query: { limit: 200 } } })),
    staleTime: 60_000,
    retry: false,
  });
  return useMemo(() => new Map(query.data?.items.map((member) => [member.id, member.name])), [query.data]);
}

interface TagSelectProps {
  value: number[];
  onChange: (ids: number[]) => void;
  label: string;
  /** Only these can be chosen. */
  among?: readonly number[];
  width?: number | string;
}

/** Choose tags, by group. */
export function TagSelect({ value, onChange, label, among, width = 180 }: TagSelectProps) {
  const groups = useTagGroups();
  return (
    <Select
      mode="multiple"
      allowClear
      maxTagCount={2}
      style={{ minWidth: width, maxWidth: "100%" }}
      placeholder={label}
      aria-label={label}
      value={value.map(String)}
      onChange={(ids) => onChange(ids.map(Number))}
      optionFilterProp="label"
      loading={groups.isPending}
      options={groups.data
        ?.map((group) => ({
          label: group.name,
          title: group.name,
          options: group.tags
            .filter((tag) => !among || among.includes(tag.id))
            .map((tag) => ({ value: String(tag.id), label: tag.name })),
        }))
        .filter((group) => group.options.length > 0)}
    />
  );
}
