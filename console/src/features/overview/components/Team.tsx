import { useWords } from "@/lib/words";
import { NumberLink } from "@/ui/numbers";
import { Card } from "@/ui/page";
import { Asked } from "@/ui/states";
import { DataTable } from "@/ui/table";

import { rowsOf, useFigures, useMembers, type Figure, type Period } from "../queries";
import { overviewWords } from "../words";

const MOST = 20;
const COLUMNS = [
  ["customers_total", "relations"],
  ["customers_new", "growth"],
  ["mau", "active"],
  ["customers_left", "leaving"],
] as const;

interface Member {
  id: number;
  name: string;
}

/** For who leads others: the same figures, one line for every member. */
export function Team({ period, knownAt }: { period: Period; knownAt: string | null | undefined }) {
  const say = useWords(overviewWords);
  const query = useMembers(MOST);
  return (
    <Card title={say("teamTitle")} extra={(query.data?.total ?? 0) > MOST ? <span className="meta">{say("firstShown", { n: MOST })}</span> : null}>
      <Asked query={query} rows={6} isPart>
        {(page) => (
          <DataTable<Member>
            label={say("teamTitle")}
            rows={page.items}
            rowKey={(row) => row.id}
            columns={[
              { title: say("member"), key: "member", width: 160, render: (_, row) => row.name },
              {
                title: COLUMNS.map(([, title]) => say(title)).join(" · "),
                key: "figures",
                render: (_, row) => <Figures staff={row.id} period={period} knownAt={knownAt} />,
              },
            ]}
            card={(row) => (
              <div className="stack tight">
                <strong>{row.name}</strong>
                <Figures staff={row.id} period={period} knownAt={knownAt} />
              </div>
            )}
            empty={<p className="muted" data-state="empty">{say("teamNone")}</p>}
          />
        )}
      </Asked>
    </Card>
  );
}

function Figures({ staff, period, knownAt }: { staff: number; period: Period; knownAt: string | null | undefined }) {
  const say = useWords(overviewWords);
  const figures = useFigures(COLUMNS.map(([metric]) => metric), { ...period, staff, known_at: knownAt });
  return (
    <span className="team-figures">
      {COLUMNS.map(([metric, title], n) => (
        <span key={metric} className="row tight">
          <span className="meta">{say(title)}</span>
          <One figure={figures[n]} staff={staff} label={say(title)} />
        </span>
      ))}
    </span>
  );
}

function One({ figure, staff, label }: { figure: Figure | undefined; staff: number; label: string }) {
  if (!figure) return <>—</>;
  return <NumberLink value={figure.k} to={rowsOf(figure, staff)} label={label} />;
}
