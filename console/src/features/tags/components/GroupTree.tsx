import { useWords } from "@/lib/words";

import type { Group } from "../queries";
import { tagWords } from "../words";

interface TreeProps {
  groups: Group[];
  open: Group | undefined;
  onOpen: (id: string | null) => void;
}

/** The groups, each with how many tags it has and whether a customer may have several of them. */
export function GroupTree({ groups, open, onOpen }: TreeProps) {
  const say = useWords(tagWords);
  return (
    <nav className="card" aria-label={say("groups")} style={{ padding: 8 }}>
      <button type="button" className={`find ${open ? "" : "on"}`} aria-current={!open} onClick={() => onOpen(null)}>
        {say("allGroups")}
      </button>
      {groups.map((group) => (
        <button type="button" key={group.id} className={`find ${group === open ? "on" : ""}`} aria-current={group === open} onClick={() => onOpen(String(group.id))}>
          <span className="row apart" style={{ flexWrap: "nowrap" }}>
            <span className="cut">{group.name}</span>
            <span className="meta" title={group.is_exclusive ? say("exclusiveHelp") : undefined} style={{ whiteSpace: "nowrap" }}>
              {say(group.is_exclusive ? "exclusive" : "multiple")} · {group.tags.length}
            </span>
          </span>
        </button>
      ))}
    </nav>
  );
}
