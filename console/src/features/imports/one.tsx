import { Steps } from "antd";
import { Link, useParams } from "react-router";

import { useSaid, useWords } from "@/lib/words";
import { StateChip } from "@/ui/chips";
import { Page } from "@/ui/page";
import { Asked, Empty, NotFound } from "@/ui/states";

import { Mapped } from "./components/Mapped";
import { Running } from "./components/Running";
import { TONES, useImport, useKinds, type Import } from "./queries";
import { importWords } from "./words";

export default function ImportPage() {
  const { id } = useParams();
  const number = Number(id);
  return Number.isSafeInteger(number) && number > 0 ? <One id={number} /> : <NotFound />;
}

function One({ id }: { id: number }) {
  const say = useWords(importWords);
  const said = useSaid();
  const query = useImport(id);
  const kinds = useKinds();
  const one = query.data;
  const kind = kinds.data?.items.find(({ name }) => name === one?.kind);
  return (
    <Page
      name="import"
      title={one?.file_name ?? say("title")}
      above={{ to: "/imports", title: say("title") }}
      aside={one ? <span className="row"><StateChip tone={TONES[one.state]}>{say(`state_${one.state}`)}</StateChip><span className="muted">{kind ? said(kind) : null}</span></span> : null}
      state={one ? "loaded" : query.error ? "error" : "loading"}
    >
      <Asked query={query} rows={10}>
        {(known) => (
          <div className="stack" data-import-state={known.state}>
            <Steps size="small" current={stepOf(known)} items={[{ title: say("stepUpload") }, { title: say("stepMap") }, { title: say("stepRun") }]} />
            {known.state === "reading" ? <p role="status">{say("reading")}</p> : null}
            {known.state === "refused" && known.refusal ? <Empty picture="error" title={say("state_refused")} text={said(known.refusal)} actions={<Link to="/imports?new=1">{say("another")}</Link>} /> : null}
            {known.state === "ready" && kind ? <Mapped key={known.id} one={known} kind={kind} /> : null}
            {["running", "stopped", "done", "undoing", "undone"].includes(known.state) ? <Running one={known} /> : null}
          </div>
        )}
      </Asked>
    </Page>
  );
}

function stepOf({ state }: Import): number {
  if (state === "reading" || state === "refused") return 0;
  if (state === "ready") return 1;
  return state === "done" ? 3 : 2;
}
