import { useWords } from "@/lib/words";
import { useStaffNames } from "@/ui/lookups";
import { NumberLink } from "@/ui/numbers";
import { Card } from "@/ui/page";
import { Asked } from "@/ui/states";
import { DataTable } from "@/ui/table";

import { rowsOf, useTeam, type Figure, type Member, type Period } from "../queries";
import { overviewWords } from "../words";

const COLUMNS = [
  ["customers_total", "relations"],
  ["customers_new", "growth"],
  ["mau", "active"],
  ["customers_left", "leaving"],
] as const;

/** For who leads others: the same figures, one line for every member. */
export default function Team({ period }: { period: Period }) {
  const say = useWords(overviewWords);
  const names = useStaffNames();
  const query = useTeam(period);
  const nameOf = (row: Member) => names.get(row.staff_id) ?? say("formerMember");
  return (
    <Card title={say("teamTitle")}>
      <Asked query={query} rows={6} isPart>
        {(members) => (
          <DataTable<Member>
            label={say("teamTitle")}
            rows={members}
            rowKey={(row) => row.staff_id}
            columns={[
              { title: say("member"), key: "member", width: 200, render: (_, row) => nameOf(row) },
              ...COLUMNS.map(([metric, title]) => ({
                title: say(title),
                key: metric,
                align: "right" as const,
                sorter: (a: Member, b: Member) => count(a, metric) - count(b, metric),
                render: (_: unknown, row: Member) => <One figure={row.figures[metric]} staff={row.staff_id} label={say(title)} />,
              })),
            ]}
            card={(row) => (
              <div className="stack tight">
                <strong>{nameOf(row)}</strong>
                <span className="team-figures">
                  {COLUMNS.map(([metric, title]) => (
                    <span key={metric} className="row tight">
                      <span className="meta">{say(title)}</span>
                      <One figure={row.figures[metric]} staff={row.staff_id} label={say(title)} />
                    </span>
                  ))}
                </span>
              </div>
            )}
            empty={<p className="muted" data-state="empty">{say("teamNone")}</p>}
          />
        )}
      </Asked>
    </Card>
  );
}

function count(member: Member, metric: string): number {
  return member.figures[metric]?.k ?? 0;
}

function One({ figure, staff, label }: { figure: Figure | undefined; staff: number; label: string }) {
  if (!figure) return <>—</>;
  return <NumberLink value={figure.k} to={rowsOf(figure, staff)} label={label} />;
}
