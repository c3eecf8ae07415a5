import { useQuery } from "@tanstack/react-query";
import { Button, Progress } from "antd";

import { api, ask } from "@/lib/api";
import { exact } from "@/lib/format";
import { useMay } from "@/lib/session";
import { useWords } from "@/lib/words";
import { useAct } from "@/ui/acts";
import { Moment } from "@/ui/numbers";
import { Card } from "@/ui/page";
import { Asked } from "@/ui/states";

import { corpWords } from "../words";

const LOOK_AGAIN = 2_000;

/** All customers of a corp are pulled once after connecting; how far that is. */
export function CustomerSync({ corpId }: { corpId: number }) {
  const say = useWords(corpWords);
  const mayOrder = useMay("staff.write");
  const query = useQuery({
    queryKey: ["customers", "sync", corpId],
    queryFn: () => ask(api.GET("/v1/customers/sync", { params: { query: { corp_id: corpId } } })),
    refetchInterval: ({ state }) => (state.data?.state === "running" ? LOOK_AGAIN : false),
  });
  const order = useAct({
    run: async () => {
      await ask(api.POST("/v1/customers/sync", { body: { corp_id: corpId } }));
      // The run begins a moment after it was ordered.
      await new Promise((later) => setTimeout(later, LOOK_AGAIN));
    },
    renews: [["customers", "sync", corpId]],
  });
  return (
    <Card title={say("customers")}>
      <div className="stack">
        <p className="muted">{say("syncText")}</p>
        <Asked query={query} isPart rows={2}>
          {(run) =>
            run ? (
              <div role="status" className="stack tight">
                <Progress
                  percent={run.members_total ? Math.round((100 * run.members_done) / run.members_total) : 100}
                  status={run.state === "running" ? "active" : "success"}
                  aria-label={say("customers")}
                />
                <span>
                  {run.state === "running"
                    ? say("syncRunning", { done: run.members_done, total: run.members_total, seen: exact(run.relations_seen) })
                    : say("syncDone", { seen: exact(run.relations_seen), started: exact(run.started), ended: exact(run.ended) })}
                </span>
                <span className="meta"><Moment at={run.finished_at ?? run.started_at} /></span>
              </div>
            ) : (
              <p className="muted">{say("syncNever")}</p>
            )
          }
        </Asked>
        {mayOrder ? (
          <div>
            <Button loading={order.isPending || query.data?.state === "running"} onClick={() => order.mutate()}>
              {say("syncNow")}
            </Button>
          </div>
        ) : null}
      </div>
    </Card>
  );
}
