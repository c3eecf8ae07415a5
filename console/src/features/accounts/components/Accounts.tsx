import { Button, Segmented, Tag } from "antd";

import { useAddress } from "@/lib/url";
import { useLanguage, useWords } from "@/lib/words";
import { Face, StateChip } from "@/ui/chips";
import { Moment } from "@/ui/numbers";
import { Total } from "@/ui/page";
import { Asked, FilteredToNothing } from "@/ui/states";
import { DataTable, Pager, usePaging } from "@/ui/table";

import { useRoles, useUsers, type User } from "../queries";
import { accountsWords } from "../words";
import { AccountDrawer } from "./AccountDrawer";
import { OpenAccount } from "./OpenAccount";

export function Accounts({ mayWrite }: { mayWrite: boolean }) {
  const say = useWords(accountsWords);
  const address = useAddress();
  const paging = usePaging();
  const chosen = address.get("active");
  const query = useUsers(chosen === "1" ? true : chosen === "0" ? false : undefined, paging.cursor);
  const open = (row: User) => address.set({ open: String(row.id) }, false);
  return (
    <>
      <div className="row apart">
        <span className="row">
          <Segmented value={chosen} onChange={(active) => address.set({ active, ...paging.reset })} options={[{ value: "", label: say("anyState") }, { value: "1", label: say("active") }, { value: "0", label: say("closed") }]} />
          <Total total={query.data?.total} />
        </span>
        {mayWrite ? <Button type="primary" onClick={() => address.set({ new: "1" })}>{say("openAccount")}</Button> : null}
      </div>
      <Asked query={query} rows={8}>
        {(page) => (
          <>
            <DataTable
              label={say("accounts")}
              rows={page.items}
              rowKey={(row) => row.id}
              columns={[
                { title: say("name"), render: (_, row) => <Who row={row} onOpen={() => open(row)} /> },
                { title: say("login"), render: (_, row) => row.login },
                { title: say("role"), render: (_, row) => <RoleTags names={row.roles} /> },
                { title: say("second"), render: (_, row) => say(row.has_second_factor ? "on" : "off") },
                { title: say("state"), render: (_, row) => <AccountState row={row} /> },
                { title: say("since"), render: (_, row) => <Moment at={row.created_at} /> },
              ]}
              card={(row) => <div className="stack tight"><div className="row apart"><Who row={row} onOpen={() => open(row)} /><AccountState row={row} /></div><RoleTags names={row.roles} /></div>}
              isBusy={query.isPlaceholderData}
              onRow={open}
              empty={<FilteredToNothing onClear={() => address.set({ active: null })} />}
            />
            {page.items.length ? <Pager paging={paging} next={page.next_cursor} total={page.total} /> : null}
          </>
        )}
      </Asked>
      <AccountDrawer id={Number(address.get("open"))} mayWrite={mayWrite} onClose={() => address.set({ open: null })} />
      <OpenAccount isOpen={mayWrite && address.get("new") === "1"} onClose={() => address.set({ new: null })} />
    </>
  );
}

function Who({ row, onOpen }: { row: User; onOpen: () => void }) {
  const name = row.name || row.login;
  return (
    <span className="row">
      <Face name={name} id={row.id} />
      <Button type="link" size="small" style={{ padding: 0 }} onClick={(event) => { event.stopPropagation(); onOpen(); }}>{name}</Button>
    </span>
  );
}

export function AccountState({ row }: { row: User }) {
  const say = useWords(accountsWords);
  return <StateChip tone={row.is_active ? "green" : "grey"}>{say(row.is_active ? "active" : "closed")}</StateChip>;
}

function RoleTags({ names }: { names: string[] }) {
  const [language] = useLanguage();
  const roles = useRoles();
  return (
    <span className="row tight">
      {roles.data?.filter(({ name }) => names.includes(name)).map((role) => <Tag key={role.name}>{language === "zh" ? role.title_zh : role.title_en}</Tag>)}
    </span>
  );
}
