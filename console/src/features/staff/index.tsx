import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Alert, Button, Drawer, Segmented, TreeSelect, type TableColumnsType } from "antd";
import { Link } from "react-router";

import { api, ask, type Schemas } from "@/lib/api";
import { useMay } from "@/lib/session";
import { useAddress } from "@/lib/url";
import { useWords } from "@/lib/words";
import { useAct } from "@/ui/acts";
import { Face, StateChip, type Tone } from "@/ui/chips";
import { OfCorp } from "@/ui/corps";
import { SearchBox } from "@/ui/inputs";
import { Facts, Page, Total } from "@/ui/page";
import { Asked, Empty, FilteredToNothing } from "@/ui/states";
import { DataTable, Pager, usePaging } from "@/ui/table";

import { treeOf } from "./tree";
import { staffWords } from "./words";

type Member = Schemas["StaffOut"];
const STATUSES = ["active", "not_joined", "disabled", "left", "expected"] as const;
const TONES: Record<Member["status"], Tone> = { expected: "grey", active: "green", not_joined: "amber", disabled: "red", left: "grey" };

export default function StaffPage() {
  const say = useWords(staffWords);
  const mayWrite = useMay("staff.write");
  const sync = useAct({ run: (corp_id: number) => ask(api.POST("/v1/staff/sync", { body: { corp_id } })), renews: [["staff"], ["departments"]] });
  return (
    <OfCorp>
      {(corp, choice) => (
        <Directory
          key={corp.id}
          corp={corp.id}
          choice={choice}
          actions={mayWrite ? <Button type="primary" loading={sync.isPending} onClick={() => sync.mutate(corp.id)}>{say(sync.isPending ? "syncing" : "sync")}</Button> : null}
          report={sync.data ? <Report report={sync.data} /> : null}
        />
      )}
    </OfCorp>
  );
}

function Directory({ corp, choice, actions, report }: { corp: number; choice: React.ReactNode; actions: React.ReactNode; report: React.ReactNode }) {
  const say = useWords(staffWords);
  const address = useAddress();
  const paging = usePaging();
  const departments = useQuery({ queryKey: ["departments", corp], queryFn: () => ask(api.GET("/v1/departments", { params: { query: { corp_id: corp } } })) });
  const names = new Map(departments.data?.map(({ id, name }) => [id, name]));
  const filter = {
    corp_id: corp,
    department_id: Number(address.get("department")) || undefined,
    status: STATUSES.find((one) => one === address.get("status")),
    words: address.get("text") || undefined,
  };
  const query = useQuery({
    queryKey: ["staff", "list", filter, paging.cursor],
    queryFn: () => ask(api.GET("/v1/staff", { params: { query: { ...filter, limit: 50, cursor: paging.cursor } } })),
    placeholderData: keepPreviousData,
  });
  const change = (changes: Record<string, string | null>) => address.set({ ...changes, ...paging.reset });
  const isFiltered = Boolean(filter.department_id ?? filter.status ?? filter.words);
  const open = (row: Member) => address.set({ open: String(row.id) }, false);
  return (
    <Page name="staff" title={say("title")} aside={<Total total={query.data?.total} />} actions={actions} state={query.data ? (query.data.items.length ? "loaded" : "empty") : query.error ? "error" : "loading"}>
      {report}
      <div className="filters" role="search">
        {choice}
        <SearchBox value={filter.words ?? ""} placeholder={say("search")} onSearch={(text) => change({ text })} />
        <TreeSelect
          aria-label={say("departments")}
          allowClear
          showSearch={{ treeNodeFilterProp: "title" }}
          treeDefaultExpandAll
          style={{ minWidth: 200 }}
          placeholder={say("everyone")}
          value={filter.department_id}
          onChange={(id?: number) => change({ department: id ? String(id) : null })}
          treeData={treeOf(departments.data ?? [])}
        />
        <Segmented value={filter.status ?? ""} onChange={(status) => change({ status })} options={[{ value: "", label: say("any") }, ...STATUSES.slice(0, 4).map((value) => ({ value: value as string, label: say(`st_${value}`) }))]} />
      </div>
      <Asked query={query} rows={12}>
        {(page) => (
          <>
            <DataTable
              label={say("title")}
              rows={page.items}
              rowKey={(row) => row.id}
              columns={columnsOf(say, names, open)}
              card={(row) => <MemberCard row={row} names={names} onOpen={() => open(row)} />}
              isBusy={query.isPlaceholderData}
              onRow={open}
              empty={isFiltered ? <FilteredToNothing onClear={() => change({ text: null, status: null, department: null })} /> : <Empty picture="not-connected" title={say("emptyTitle")} text={say("emptyText")} actions={actions} />}
            />
            {page.items.length ? <Pager paging={paging} next={page.next_cursor} total={page.total} /> : null}
          </>
        )}
      </Asked>
      <MemberDrawer id={Number(address.get("open"))} names={names} onClose={() => address.set({ open: null })} />
    </Page>
  );
}

type Speak = ReturnType<typeof useWords<(typeof staffWords)["keys"][number]>>;
const namesOf = (row: Member, names: Map<number, string>) => row.department_ids.map((id) => names.get(id)).filter(Boolean).join("、") || "—";

function columnsOf(say: Speak, names: Map<number, string>, onOpen: (row: Member) => void): TableColumnsType<Member> {
  return [
    {
      title: say("name"),
      key: "name",
      render: (_, row) => (
        <span className="row">
          <Face name={row.name} id={row.id} />
          <Button type="link" size="small" style={{ padding: 0 }} onClick={(event) => { event.stopPropagation(); onOpen(row); }}>{row.name}</Button>
        </span>
      ),
    },
    { title: say("position"), key: "position", render: (_, row) => row.position || "—" },
    { title: say("departments"), key: "departments", render: (_, row) => namesOf(row, names) },
    { title: say("status"), key: "status", render: (_, row) => <StateChip tone={TONES[row.status]}>{say(`st_${row.status}`)}</StateChip> },
    { title: say("contact"), key: "contact", render: (_, row) => say(row.is_contact_enabled ? "contactOn" : "contactOff") },
  ];
}

function MemberCard({ row, names, onOpen }: { row: Member; names: Map<number, string>; onOpen: () => void }) {
  const say = useWords(staffWords);
  return (
    <div className="row apart">
      <span className="row">
        <Face name={row.name} id={row.id} />
        <span>
          <Button type="link" size="small" style={{ padding: 0 }} onClick={onOpen}>{row.name}</Button>
          <span className="meta" style={{ display: "block" }}>{[row.position, namesOf(row, names)].filter(Boolean).join(" · ")}</span>
        </span>
      </span>
      <StateChip tone={TONES[row.status]}>{say(`st_${row.status}`)}</StateChip>
    </div>
  );
}

function MemberDrawer({ id, names, onClose }: { id: number; names: Map<number, string>; onClose: () => void }) {
  const say = useWords(staffWords);
  const maySee = useMay("customers.read");
  const query = useQuery({ queryKey: ["staff", "one", id], queryFn: () => ask(api.GET("/v1/staff/{staff_id}", { params: { path: { staff_id: id } } })), enabled: id > 0 });
  return (
    <Drawer title={query.data?.name ?? say("name")} open={id > 0} onClose={onClose} size={440}>
      <Asked query={query} isPart rows={5}>
        {(row) => (
          <div className="stack">
            <Facts
              rows={[
                [say("status"), <StateChip key="s" tone={TONES[row.status]}>{say(`st_${row.status}`)}</StateChip>],
                [say("position"), row.position || "—"],
                [say("departments"), namesOf(row, names)],
                [say("contact"), say(row.is_contact_enabled ? "contactOn" : "contactOff")],
                [say("userid"), row.userid],
              ]}
            />
            {maySee ? <Link to={`/customers?staff=${row.id}`}>{say("customers")}</Link> : null}
          </div>
        )}
      </Asked>
    </Drawer>
  );
}

function Report({ report }: { report: Schemas["DirectoryReportOut"] }) {
  const say = useWords(staffWords);
  const rows = [["members", report.members], ["nDepartments", report.departments], ["joined", report.joined], ["moved", report.moved], ["left", report.left], ["suspended", report.suspended], ["closed", report.accounts_closed]] as const;
  return <Alert type="success" showIcon role="status" title={say("report")} description={<div className="row">{rows.map(([key, value]) => <span key={key} className="chip grey">{say(key)} {value}</span>)}</div>} />;
}
