import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";

import { api, ask, type Schemas } from "@/lib/api";
import { today } from "@/lib/dates";
import { useAddress } from "@/lib/url";
import { useWords } from "@/lib/words";
import { Face } from "@/ui/chips";
import { Moment } from "@/ui/numbers";
import { Page, Total } from "@/ui/page";
import { Asked, Empty } from "@/ui/states";
import { DataTable, Pager, usePaging } from "@/ui/table";

import { FIGURES, type Figure } from "./components/figures";
import { useCode, useNames } from "./queries";
import { codeWords } from "./words";

type Add = Schemas["CodeAddOut"];

/** The people behind one number of a code. */
export default function CodePeoplePage() {
  const say = useWords(codeWords);
  const codeId = Number(useParams().id);
  const address = useAddress();
  const paging = usePaging();
  const names = useNames();
  const code = useCode(codeId);
  const [figure, word] = FIGURES.find(([key]) => key === address.get("figure")) ?? FIGURES[0];
  const asked = { figure, first: address.get("first") || today(-13), last: address.get("last") || today(), limit: 50, cursor: paging.cursor };
  const query = usePeople(codeId, asked);
  return (
    <Page
      name="live-code-people"
      title={say(word)}
      above={{ to: `/live-codes/${codeId}`, title: code.data?.spec.name ?? say("title") }}
      aside={<Total total={query.data?.total} />}
      state={query.data ? (query.data.items.length ? "loaded" : "empty") : query.error ? "error" : "loading"}
    >
      <Asked query={query} rows={10}>
        {(page) => (
          <>
            <DataTable<Add>
              label={say(word)}
              rows={page.items}
              rowKey={(row) => row.id}
              columns={[
                { title: say("customer"), key: "who", render: (_, row) => <Who row={row} /> },
                { title: say("staff"), key: "staff", render: (_, row) => names.byId.get(row.staff_id) ?? "—" },
                { title: say("addedAt"), key: "from", render: (_, row) => <Moment at={row.started_at} /> },
                { title: say("lostAt"), key: "to", render: (_, row) => <Moment at={row.ended_at} /> },
              ]}
              card={(row) => (
                <>
                  <Who row={row} />
                  <div className="meta">{names.byId.get(row.staff_id)} · <Moment at={row.started_at} /></div>
                </>
              )}
              empty={<Empty picture="none" title={say("nobodyYet")} />}
            />
            <Pager paging={paging} next={page.next_cursor} total={page.total} />
          </>
        )}
      </Asked>
    </Page>
  );
}

function usePeople(id: number, query: { figure: Figure; first: string; last: string; limit: number; cursor: string | undefined }) {
  return useQuery({
    queryKey: ["codes", id, "people", query],
    queryFn: () => ask(api.GET("/v1/live-codes/{code_id}/people", { params: { path: { code_id: id }, query } })),
  });
}

function Who({ row }: { row: Add }) {
  const say = useWords(codeWords);
  const name = row.customer_name || say("unnamed");
  return (
    <span className="row">
      <Face name={name} id={row.customer_id} />
      <Link to={`/customers/${row.customer_id}`}>{name}</Link>
    </span>
  );
}
