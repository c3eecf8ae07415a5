import { PlusOutlined } from "@ant-design/icons";
import { Button, Segmented } from "antd";
import { Link, useNavigate } from "react-router";

import { useMay } from "@/lib/session";
import { useAddress } from "@/lib/url";
import { useLanguage, useWords } from "@/lib/words";
import { Count, Moment } from "@/ui/numbers";
import { Page, Total } from "@/ui/page";
import { Asked, Empty } from "@/ui/states";
import { DataTable, Pager, usePaging } from "@/ui/table";

import { useSegments, useSizes, type Segment } from "./queries";
import { segmentWords } from "./words";

export default function SegmentsPage() {
  const say = useWords(segmentWords);
  const [language] = useLanguage();
  const address = useAddress();
  const go = useNavigate();
  const paging = usePaging();
  const mayWrite = useMay("segments.write");
  const isArchived = address.get("view") === "archived";
  const query = useSegments(isArchived, paging.cursor);
  const sizes = useSizes(query.data?.items ?? []);
  const sentence = (row: Segment) => (language === "zh" ? row.sentence_zh : row.sentence_en);
  const make = mayWrite ? <Button type="primary" icon={<PlusOutlined />} onClick={() => void go("/segments/new")}>{say("new")}</Button> : null;
  return (
    <Page
      name="segments"
      title={say("title")}
      aside={<Total total={query.data?.total} />}
      actions={make}
      state={query.data ? (query.data.items.length ? "loaded" : "empty") : query.error ? "error" : "loading"}
    >
      <div className="filters">
        <Segmented
          value={isArchived ? "archived" : "current"}
          onChange={(view) => address.set({ view: view === "archived" ? view : null, ...paging.reset })}
          options={[
            { value: "current", label: say("currentView") },
            { value: "archived", label: say("archivedView") },
          ]}
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
              onRow={(row) => void go(`/segments/${row.id}`)}
              columns={[
                { title: say("name"), key: "name", width: 220, render: (_, row) => <Link to={`/segments/${row.id}`} onClick={(event) => event.stopPropagation()}>{row.name}</Link> },
                { title: say("rule"), key: "rule", render: (_, row) => sentence(row) },
                { title: say("size"), key: "size", width: 110, align: "right", render: (_, row) => <Count value={sizes.get(row.id)} /> },
                { title: say("changed"), key: "changed", width: 150, render: (_, row) => <Moment at={row.changed_at} /> },
              ]}
              card={(row) => (
                <>
                  <Link to={`/segments/${row.id}`}>{row.name}</Link>
                  <div>{sentence(row)}</div>
                  <div className="meta row apart"><span>{say("size")} <Count value={sizes.get(row.id)} /></span><Moment at={row.changed_at} /></div>
                </>
              )}
              empty={
                isArchived ? (
                  <Empty picture="none" title={say("emptyArchived")} />
                ) : (
                  <Empty picture="first-segment" title={say("emptyTitle")} text={say("emptyText")} actions={make} />
                )
              }
            />
            <Pager paging={paging} next={page.next_cursor} total={page.total} />
          </>
        )}
      </Asked>
    </Page>
  );
}
