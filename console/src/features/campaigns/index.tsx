import { Button, Segmented, type TableColumnsType } from "antd";
import { useMemo } from "react";
import { Link, useNavigate } from "react-router";

import { useMay } from "@/lib/session";
import { useAddress } from "@/lib/url";
import { useWords } from "@/lib/words";
import { SearchBox } from "@/ui/inputs";
import { Moment } from "@/ui/numbers";
import { Page, Total } from "@/ui/page";
import { Asked, Empty, FilteredToNothing } from "@/ui/states";
import { DataTable, Pager, usePaging } from "@/ui/table";

import { CampaignChip } from "./components/chips";
import { Opens, WAITING, peopleAt } from "./components/Opens";
import { useCampaigns, useUnknown, type CampaignRow, type CampaignState } from "./queries";
import { campaignWords } from "./words";

const STATES = ["draft", "submitted", "approved", "running", "ended", "stopped"] as const satisfies readonly CampaignState[];

export default function CampaignsPage() {
  const say = useWords(campaignWords);
  const address = useAddress();
  const go = useNavigate();
  const paging = usePaging();
  const state = STATES.find((one) => one === address.get("state"));
  const query = useCampaigns(state, address.get("words"), paging.cursor);
  const columns = useColumns();
  const change = (changes: Record<string, string | null>) => address.set({ ...changes, ...paging.reset });
  return (
    <Page
      name="campaigns"
      title={say("title")}
      aside={<Total total={query.data?.total} />}
      actions={<Actions />}
      state={query.data ? (query.data.items.length ? "loaded" : "empty") : query.error ? "error" : "loading"}
    >
      <div className="filters" role="search">
        <SearchBox value={address.get("words")} placeholder={say("search")} onSearch={(words) => change({ words })} />
        <div style={{ overflowX: "auto", maxWidth: "100%" }}>
          <Segmented
            value={state ?? ""}
            onChange={(value) => change({ state: value })}
            options={[{ value: "", label: say("anyState") }, ...STATES.map((value) => ({ value: value as string, label: say(value) }))]}
          />
        </div>
      </div>
      <Asked query={query} rows={10}>
        {(page) => (
          <>
            <DataTable
              label={say("title")}
              rows={page.items}
              rowKey={(row) => row.id}
              columns={columns}
              card={(row) => <CampaignCard row={row} />}
              isBusy={query.isPlaceholderData}
              onRow={(row) => void go(`/campaigns/${row.id}`)}
              empty={state || address.get("words") ? <FilteredToNothing onClear={() => change({ state: null, words: null })} /> : <NoCampaigns />}
            />
            <Pager paging={paging} next={page.next_cursor} total={page.total} />
          </>
        )}
      </Asked>
    </Page>
  );
}

function Actions() {
  const say = useWords(campaignWords);
  const mayWrite = useMay("campaigns.write");
  const unknown = useUnknown();
  return (
    <span className="row">
      {unknown.data?.length ? <Link to="/campaigns/unknown" data-unknown={unknown.data.length}>{say("unknownCalls", { count: unknown.data.length })}</Link> : null}
      {mayWrite ? <MakeButton /> : null}
    </span>
  );
}

function MakeButton() {
  const say = useWords(campaignWords);
  const go = useNavigate();
  return <Button type="primary" onClick={() => void go("/campaigns/new")}>{say("make")}</Button>;
}

function NoCampaigns() {
  const say = useWords(campaignWords);
  const mayWrite = useMay("campaigns.write");
  return <Empty picture="first-code" title={say("emptyTitle")} text={say("emptyText")} actions={mayWrite ? <MakeButton /> : null} />;
}

function Name({ row }: { row: CampaignRow }) {
  return <Link to={`/campaigns/${row.id}`} onClick={(event) => event.stopPropagation()}>{row.spec.name}</Link>;
}

function CampaignCard({ row }: { row: CampaignRow }) {
  const say = useWords(campaignWords);
  return (
    <div className="stack tight">
      <div className="row apart"><Name row={row} /><CampaignChip state={row.state} /></div>
      <div className="row">
        <span className="muted">{say("delivered")}</span> <Opens value={row.delivered} to={peopleAt(row.id, ["delivered"])} />
        <span className="muted">{say("planned")}</span> <Opens value={row.planned} to={peopleAt(row.id)} />
      </div>
      <div className="meta"><Moment at={row.changed_at} /></div>
    </div>
  );
}

function useColumns(): TableColumnsType<CampaignRow> {
  const say = useWords(campaignWords);
  return useMemo(
    () => [
      { title: say("name"), key: "name", fixed: "left", width: 260, render: (_, row) => <Name row={row} /> },
      { title: say("state"), key: "state", width: 120, render: (_, row) => <CampaignChip state={row.state} /> },
      { title: say("planned"), key: "planned", width: 100, align: "right", render: (_, row) => <Opens value={row.planned} to={peopleAt(row.id)} label={say("planned")} /> },
      { title: say("delivered"), key: "delivered", width: 100, align: "right", render: (_, row) => <Opens value={row.delivered} to={peopleAt(row.id, ["delivered"])} label={say("delivered")} /> },
      { title: say("waiting"), key: "waiting", width: 100, align: "right", render: (_, row) => <Opens value={row.waiting} to={peopleAt(row.id, WAITING)} label={say("waiting")} /> },
      {
        title: say("failedUnknown"),
        key: "failed",
        width: 150,
        align: "right",
        render: (_, row) => (
          <>
            <Opens value={row.failed} to={peopleAt(row.id, ["failed"])} label={say("failed")} /> / <Opens value={row.unknown} to={peopleAt(row.id, ["unknown"])} label={say("unknown")} />
          </>
        ),
      },
      { title: say("author"), key: "author", width: 120, render: (_, row) => row.created_by },
      { title: say("changed"), key: "changed", width: 140, render: (_, row) => <Moment at={row.changed_at} /> },
    ],
    [say],
  );
}
