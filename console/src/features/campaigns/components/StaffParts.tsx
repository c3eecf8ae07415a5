import { Tooltip, type TableColumnsType } from "antd";
import { useMemo } from "react";

import type { Schemas } from "@/lib/api";
import { exact } from "@/lib/format";
import { useWords } from "@/lib/words";
import { SendChip, StateChip } from "@/ui/chips";
import { Total } from "@/ui/page";
import { Asked, Empty } from "@/ui/states";
import { DataTable } from "@/ui/table";

import { useStaffNames, useStaffParts, type Campaign, type SendState } from "../queries";
import { campaignWords } from "../words";
import { Opens, peopleAt } from "./Opens";

type StaffPart = Schemas["StaffProgressOut"];
const FIGURES: [Exclude<keyof StaffPart, "problem">, SendState[], SendState][] = [
  ["delivered", ["delivered"], "delivered"],
  ["submitted", ["submitted"], "submitted"],
  ["waiting", ["planned", "held", "dispatching"], "planned"],
  ["failed", ["failed"], "failed"],
  ["unknown", ["unknown"], "unknown"],
];

/** Each staff member's part; the figures open their customers of this campaign. */
export function StaffParts({ campaign }: { campaign: Campaign }) {
  const say = useWords(campaignWords);
  const query = useStaffParts(campaign.id, campaign.state);
  const columns = useColumns(campaign.id);
  const names = useStaffNames();
  return (
    <Asked query={query}>
      {(rows) => (
        <div className="stack" data-list="staff">
          <DataTable
            label={say("tabStaff")}
            rows={rows}
            rowKey={(row) => row.staff_id}
            columns={columns}
            card={(row) => (
              <div className="row apart">
                <span>{names.get(row.staff_id) ?? say("formerStaff")}</span>
                <span>{say("delivered")} <Opens value={row.delivered} to={peopleAt(campaign.id, ["delivered"], { staff: String(row.staff_id) })} /></span>
              </div>
            )}
            empty={<Empty picture="none" title={say("staffNone")} />}
          />
          <Total total={rows.length} />
        </div>
      )}
    </Asked>
  );
}

function useColumns(id: number): TableColumnsType<StaffPart> {
  const say = useWords(campaignWords);
  const names = useStaffNames();
  return useMemo(
    () => [
      { title: say("staff"), key: "staff", fixed: "left", width: 160, render: (_, row) => names.get(row.staff_id) ?? say("formerStaff") },
      ...FIGURES.map(([figure, states, chip]) => ({
        title: <SendChip state={chip} />,
        key: figure,
        width: 130,
        align: "right" as const,
        render: (_: unknown, row: StaffPart) => <Opens value={row[figure]} to={peopleAt(id, states, { staff: String(row.staff_id) })} />,
      })),
      { title: say("tasks"), key: "tasks", width: 180, align: "right", render: (_, row) => `${exact(row.confirmed_tasks)} / ${exact(row.tasks)}` },
      { title: say("problem"), key: "problem", width: 140, render: (_, row) => (row.problem ? <Tooltip title={row.problem}><span><StateChip tone="amber">{say("problemSome")}</StateChip></span></Tooltip> : "—") },
    ],
    [say, names, id],
  );
}
