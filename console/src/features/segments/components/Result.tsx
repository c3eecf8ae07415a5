import { Button, Drawer, Select, Tag } from "antd";
import { useRef, useState } from "react";
import { Link } from "react-router";

import { exact, rate } from "@/lib/format";
import { useAddress } from "@/lib/url";
import { useLanguage, useSaid, useWords } from "@/lib/words";
import { Face, StateChip } from "@/ui/chips";
import { Freshness } from "@/ui/numbers";
import { Card } from "@/ui/page";
import { Asked, Failed } from "@/ui/states";
import type { Schemas } from "@/lib/api";

import { useEstimate, useFound, useSample, useWhy } from "../queries";
import { isComplete, type Group } from "../rule";
import { segmentWords } from "../words";

/** The live answer beside the builder: how many, what the rule says, some of them, and why somebody (not). */
export function Result({ group }: { group: Group }) {
  const say = useWords(segmentWords);
  const [language] = useLanguage();
  const address = useAddress();
  const query = useEstimate(group);
  const found = query.data;
  const isWaiting = query.isFetching && !found;
  return (
    <aside className="stack sticky" aria-live="polite">
      <Card title={say("resultTitle")}>
        {!isComplete(group) ? (
          <p className="muted">{say("incomplete")}</p>
        ) : query.error ? (
          <Failed error={query.error} isPart onRetry={() => void query.refetch()} />
        ) : (
          <div className="stack tight">
            <span className="big" data-estimate={found?.count}>
              {isWaiting || !found ? say("counting") : exact(found.count)}
            </span>
            {found ? <span className="muted">{say("of", { share: rate(found.of ? found.count / found.of : 0), shown: exact(found.of) })}</span> : null}
            <Freshness at={found?.as_of} />
            <Button onClick={() => address.set({ look: "1" }, false)} disabled={!found?.count}>{say("sample")}</Button>
          </div>
        )}
      </Card>
      {found ? (
        <Card title={say("sentence")}>
          <p>{language === "zh" ? found.sentence_zh : found.sentence_en}</p>
        </Card>
      ) : null}
      <Why group={group} />
      <Sample group={group} isOpen={address.get("look") === "1"} onClose={() => address.set({ look: null })} />
    </aside>
  );
}

function Sample({ group, isOpen, onClose }: { group: Group; isOpen: boolean; onClose: () => void }) {
  const say = useWords(segmentWords);
  const query = useSample(group, isOpen);
  return (
    <Drawer title={say("sampleTitle")} open={isOpen} onClose={onClose} size={480}>
      <Asked query={query} isPart>
        {({ count, people }) => (
          <div className="stack">
            <p className="muted" data-total={count}>{say("sampleNote", { shown: exact(count) })}</p>
            <ul className="stack tight">
              {people.map((person) => (
                <li key={person.id} className="row">
                  <Face name={person.name} id={person.id} src={person.avatar_url} />
                  <Link to={`/customers/${person.id}`} className="grow">{person.name || say("unnamed")}</Link>
                  {person.tags.slice(0, 2).map((tag) => <Tag key={tag.id}>{tag.name}</Tag>)}
                </li>
              ))}
            </ul>
          </div>
        )}
      </Asked>
    </Drawer>
  );
}

function Why({ group }: { group: Group }) {
  const say = useWords(segmentWords);
  const [words, setWords] = useState("");
  const [chosen, setChosen] = useState<number | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const found = useFound(words);
  const why = useWhy(group, chosen);
  return (
    <Card title={say("checkOne")}>
      <Select
        showSearch={{ filterOption: false, onSearch: (text) => { clearTimeout(timer.current); timer.current = setTimeout(() => setWords(text.trim()), 250); } }}
        allowClear
        style={{ width: "100%" }}
        aria-label={say("checkOne")}
        placeholder={say("checkId")}
        value={chosen}
        onChange={(id: number | null) => setChosen(id ?? null)}
        notFoundContent={null}
        options={found.data?.items.map((one) => ({ value: one.id, label: [one.name || say("unnamed"), one.phone_masked].filter(Boolean).join(" · ") }))}
      />
      {chosen && why.data ? <Reason reason={why.data} isRoot /> : null}
      {chosen && why.error ? <Failed error={why.error} isPart /> : null}
    </Card>
  );
}

function Reason({ reason, isRoot = false }: { reason: Schemas["siyu__segments__schemas__ReasonOut"]; isRoot?: boolean }) {
  const say = useWords(segmentWords);
  const said = useSaid();
  return (
    <div style={{ marginTop: 8, paddingLeft: isRoot ? 0 : 12 }}>
      <StateChip tone={reason.is_met ? "green" : "grey"}>{say(reason.is_met ? "fits" : "fitsNot")}</StateChip> {said(reason)}
      {reason.parts?.map((part) => <Reason key={part.path} reason={part} />)}
    </div>
  );
}
