import { PlusOutlined } from "@ant-design/icons";
import { Button, Segmented } from "antd";
import { Link, useNavigate } from "react-router";

import { useMay } from "@/lib/session";
import { useAddress } from "@/lib/url";
import { useWords } from "@/lib/words";
import { Moment, NumberLink } from "@/ui/numbers";
import { Page, Total } from "@/ui/page";
import { Asked, Empty, FilteredToNothing } from "@/ui/states";
import { DataTable, Pager, usePaging } from "@/ui/table";

import { CodeState } from "./components/CodeState";
import { PROBLEMS, useAdds, useChannels, useCodes, useNames, type Code } from "./queries";
import { codeWords } from "./words";

export default function LiveCodesPage() {
  const say = useWords(codeWords);
  const go = useNavigate();
  const paging = usePaging();
  const address = useAddress();
  const problem = PROBLEMS.find((one) => one === address.get("problem"));
  const query = useCodes(paging.cursor, problem);
  const channels = useChannels();
  const names = useNames();
  const adds = useAdds(query.data?.items.map((row) => row.id) ?? [], 7);
  const mayWrite = useMay("codes.write");
  const channelOf = (row: Code) => channels.data?.items.find((one) => one.id === row.spec.acq_channel_id)?.name ?? "—";
  const onDuty = (row: Code) => row.published_userids.map((userid) => names.byUserid.get(userid)).filter(Boolean).join("、");
  const brought = (row: Code) => <NumberLink value={adds.of.get(row.id)} label={say("adds7")} to={`/live-codes/${row.id}/people?figure=adds&first=${adds.first}&last=${adds.last}`} />;
  const make = mayWrite ? <Button type="primary" icon={<PlusOutlined />} onClick={() => void go("/live-codes/new")}>{say("new")}</Button> : null;
  return (
    <Page
      name="live-codes"
      title={say("title")}
      aside={<Total total={query.data?.total} />}
      actions={make}
      state={query.data ? (query.data.items.length ? "loaded" : "empty") : query.error ? "error" : "loading"}
    >
      <div className="filters">
        <Segmented
          value={problem ?? ""}
          onChange={(next) => address.set({ problem: next, ...paging.reset })}
          options={[{ value: "", label: say("everyCode") }, ...PROBLEMS.map((value) => ({ value: value as string, label: say(value) }))]}
        />
      </div>
      <Asked query={query} rows={10}>
        {(page) => (
          <>
            <DataTable
              label={say("title")}
              rows={page.items}
              rowKey={(row) => row.id}
              isBusy={query.isPlaceholderData}
              onRow={(row) => void go(`/live-codes/${row.id}`)}
              columns={[
                { title: say("name"), key: "name", width: 200, render: (_, row) => <Link to={`/live-codes/${row.id}`} onClick={(event) => event.stopPropagation()}>{row.spec.name}</Link> },
                { title: say("status"), key: "status", width: 120, render: (_, row) => <CodeState status={row.status} /> },
                { title: say("channel"), key: "channel", width: 150, render: (_, row) => channelOf(row) },
                { title: say("adds7"), key: "adds", width: 120, align: "right", render: (_, row) => <span onClick={(event) => event.stopPropagation()}>{brought(row)}</span> },
                { title: say("onDuty"), key: "duty", render: (_, row) => onDuty(row) || "—" },
                { title: say("changed"), key: "changed", width: 150, render: (_, row) => <Moment at={row.changed_at} /> },
              ]}
              card={(row) => (
                <>
                  <div className="row apart"><Link to={`/live-codes/${row.id}`}>{row.spec.name}</Link><CodeState status={row.status} /></div>
                  <div className="row apart"><span>{onDuty(row) || "—"}</span><span><span className="meta">{say("adds7")}</span> {brought(row)}</span></div>
                  <div className="meta">{channelOf(row)} · <Moment at={row.changed_at} /></div>
                </>
              )}
              empty={problem ? <FilteredToNothing onClear={() => address.set({ problem: null, ...paging.reset })} /> : <Empty picture="first-code" title={say("emptyTitle")} text={say("emptyText")} actions={make} />}
            />
            <Pager paging={paging} next={page.next_cursor} total={page.total} />
          </>
        )}
      </Asked>
    </Page>
  );
}
