import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";

import { useMay } from "@/lib/session";
import { useAddress } from "@/lib/url";
import { useWords } from "@/lib/words";
import { SearchBox } from "@/ui/inputs";
import { useTagGroups } from "@/ui/lookups";
import { Page, Total } from "@/ui/page";
import { Asked, Empty, FilteredToNothing } from "@/ui/states";

import { GroupTree } from "./components/GroupTree";
import { NewGroup } from "./components/NewGroup";
import { TagTable } from "./components/TagTable";
import type { Group, Tag } from "./queries";
import { tagWords } from "./words";

export interface Row extends Tag {
  group: Group;
}

export default function TagsPage() {
  const say = useWords(tagWords);
  const address = useAddress();
  const mayWrite = useMay("tags.write");
  const query = useTagGroups();
  const groups = query.data ?? [];
  const open = groups.find((group) => String(group.id) === address.get("group"));
  const words = address.get("text").toLowerCase();
  const rows: Row[] = (open ? [open] : groups).flatMap((group) =>
    group.tags.filter((tag) => tag.name.toLowerCase().includes(words)).map((tag) => ({ ...tag, group })),
  );
  const make = mayWrite ? (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => address.set({ new: "group" })}>{say("newGroup")}</Button>
  ) : null;
  return (
    <Page
      name="tags"
      title={say("title")}
      aside={query.data ? <Total total={rows.length} /> : null}
      actions={groups.length ? make : null}
      state={query.data ? (groups.length ? "loaded" : "empty") : query.error ? "error" : "loading"}
    >
      <Asked query={query} rows={10}>
        {() =>
          groups.length === 0 ? (
            <Empty picture="none" title={say("emptyTitle")} text={say("emptyText")} actions={make} />
          ) : (
            <div className="tag-page">
              <GroupTree groups={groups} open={open} onOpen={(id) => address.set({ group: id })} />
              <div className="stack tight" style={{ minWidth: 0 }}>
                <div className="filters" role="search">
                  <SearchBox value={address.get("text")} placeholder={say("search")} onSearch={(text) => address.set({ text })} />
                </div>
                {rows.length === 0 && words ? <FilteredToNothing onClear={() => address.set({ text: null })} /> : <TagTable rows={rows} open={open} />}
              </div>
            </div>
          )
        }
      </Asked>
      {mayWrite && address.get("new") === "group" ? <NewGroup onClose={() => address.set({ new: null })} onMade={(id) => address.set({ new: null, group: String(id), text: null })} /> : null}
    </Page>
  );
}
