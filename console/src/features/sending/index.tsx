import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";

import { api, ask, type Schemas } from "@/lib/api";
import { useMay } from "@/lib/session";
import { useWords } from "@/lib/words";
import { useAct } from "@/ui/acts";
import { StateChip } from "@/ui/chips";
import { Confirm } from "@/ui/confirm";
import { Card, Page } from "@/ui/page";
import { Asked } from "@/ui/states";

import { RulesForm } from "./components/RulesForm";
import { sendingWords } from "./words";

type Fence = Schemas["FenceOut"];
type FenceName = "kill" | "restore";

export default function SendingPage() {
  const say = useWords(sendingWords);
  const query = useQuery({ queryKey: ["sending", "rules"], queryFn: () => ask(api.GET("/v1/sending/rules")) });
  return (
    <Page name="sending" title={say("title")} aside={<span className="muted">{say("intro")}</span>} state={query.data ? "loaded" : query.error ? "error" : "loading"}>
      <Fences />
      <Asked query={query} rows={12}>{(rules) => <RulesForm key={JSON.stringify(rules)} rules={rules} />}</Asked>
    </Page>
  );
}

function Fences() {
  const say = useWords(sendingWords);
  const mayWrite = useMay("settings.write");
  const query = useQuery({ queryKey: ["sending", "fences"], queryFn: () => ask(api.GET("/v1/sending/fences")), refetchInterval: 15_000 });
  const [asking, setAsking] = useState<{ name: FenceName; isDown: boolean } | null>(null);
  const put = useAct({
    run: (reason: string) => ask(api.PUT("/v1/sending/fences/{name}", { params: { path: { name: asking?.name ?? "kill" } }, body: { is_down: asking?.isDown ?? true, reason } })),
    renews: [["sending", "fences"]],
    onDone: () => setAsking(null),
  });
  const isStopping = asking?.isDown ?? true;
  return (
    <Card title={say("fences")}>
      <Asked query={query} isPart rows={2}>
        {(fences) => {
          const down = fences.filter((fence) => fence.is_down);
          return (
            <div className="stack tight" data-sending={down.length ? "stopped" : "open"}>
              <div><StateChip tone={down.length ? "red" : "green"}>{say(down.length ? "isStopped" : "isOpen")}</StateChip></div>
              <p className="muted">{say("fencesText")}</p>
              {down.map((fence) => <Down key={fence.name} fence={fence} onLift={mayWrite ? () => setAsking({ name: nameOf(fence), isDown: false }) : undefined} />)}
              {mayWrite && !down.some(({ name }) => name === "kill") ? <div><Button danger onClick={() => setAsking({ name: "kill", isDown: true })}>{say("stop")}</Button></div> : null}
            </div>
          );
        }}
      </Asked>
      <Confirm
        isOpen={asking !== null}
        title={say(isStopping ? "stop" : "lift")}
        act={say(isStopping ? "stop" : "lift")}
        typed={say(isStopping ? "typeStop" : "typeLift")}
        reasonLabel={say("why")}
        isBusy={put.isPending}
        onDo={(reason) => put.mutate(reason)}
        onClose={() => setAsking(null)}
      >
        {say(isStopping ? "fencesText" : "liftText")}
      </Confirm>
    </Card>
  );
}

const nameOf = (fence: Fence): FenceName => (fence.name === "restore" ? "restore" : "kill");

function Down({ fence, onLift }: { fence: Fence; onLift?: () => void }) {
  const say = useWords(sendingWords);
  return (
    <div className="row apart">
      <span><strong>{say(nameOf(fence))}</strong> · {say("fenceWho", { who: fence.changed_by, why: fence.reason })}</span>
      {onLift ? <Button onClick={onLift}>{say("lift")}</Button> : null}
    </div>
  );
}
