import { UnorderedListOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Badge, Button, Drawer, Progress } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import { api, ask, type Schemas } from "@/lib/api";
import { exact } from "@/lib/format";
import { useSaid, useWords } from "@/lib/words";
import { useAct, useTell } from "@/ui/acts";
import { StateChip, type Tone } from "@/ui/chips";
import { Moment } from "@/ui/numbers";
import { Total } from "@/ui/page";
import { Asked, Empty } from "@/ui/states";

import { appWords } from "./words";

type Job = Schemas["WorkOut"];
const TONES: Record<Job["state"], Tone> = {
  waiting: "grey", running: "blue", done: "green", failed: "red", stopped: "amber", undoing: "blue", undone: "grey", expired: "grey",
};
const isActive = (job: Job) => ["waiting", "running", "undoing"].includes(job.state);
const SOON_MS = 2_000;
const SELDOM_MS = 20_000;

/** My long work; asked often only while something runs and somebody looks. */
export function useJobs(isLooking: boolean) {
  return useQuery({
    queryKey: ["jobs"],
    queryFn: () => ask(api.GET("/v1/jobs")),
    refetchInterval: ({ state }) => (isLooking && state.data?.some(isActive) ? SOON_MS : SELDOM_MS),
  });
}

/** Long work goes on when its page is closed; here one sees how far it is, stops it and fetches what it made. */
export function Jobs() {
  const say = useWords(appWords);
  const [isOpen, setOpen] = useState(false);
  const query = useJobs(isOpen);
  const active = query.data?.filter(isActive).length ?? 0;
  return (
    <>
      <Badge count={active} size="small" offset={[-6, 6]}>
        <Button type="text" icon={<UnorderedListOutlined />} onClick={() => setOpen(true)} aria-label={active ? say("jobsActive", { count: active }) : say("jobs")} />
      </Badge>
      <Drawer title={<>{say("jobs")} <Total total={query.data?.length} /></>} open={isOpen} onClose={() => setOpen(false)} size={440}>
        <Asked query={query} isPart>{(jobs) => <JobList jobs={jobs} onLeave={() => setOpen(false)} />}</Asked>
      </Drawer>
    </>
  );
}

export function JobList({ jobs, onLeave }: { jobs: Job[]; onLeave?: () => void }) {
  const say = useWords(appWords);
  if (jobs.length === 0) return <Empty picture="done" title={say("jobsNone")} text={say("jobsNoneText")} />;
  return (
    <ul className="stack">
      {jobs.map((job) => (
        <li key={job.id} className="card stack tight" data-job={job.id} data-job-state={job.state}>
          <div className="row apart">
            <span className="grow">
              <span className="muted">{say(`jobKind_${job.kind}`)} · </span>
              <strong style={{ overflowWrap: "anywhere" }}>{job.title}</strong>
            </span>
            <StateChip tone={TONES[job.state]}>{say(`job_${job.state}`)}</StateChip>
          </div>
          <JobProgress job={job} />
          <JobActs job={job} onLeave={onLeave} />
        </li>
      ))}
    </ul>
  );
}

function JobProgress({ job }: { job: Job }) {
  const say = useWords(appWords);
  const said = useSaid();
  const amount = job.total === null ? say("jobDone", { done: exact(job.done) }) : say("jobProgress", { done: exact(job.done), total: exact(job.total) });
  const speed = isActive(job) && job.rate ? ` · ${say("jobRate", { rate: exact(job.rate) })}` : "";
  return (
    <>
      {isActive(job) && job.total ? <Progress percent={Math.floor((100 * job.done) / job.total)} size="small" aria-label={amount} /> : null}
      <div className="meta row apart">
        <span>{amount}{speed}</span>
        <Moment at={job.ended_at ?? job.started_at} />
      </div>
      {job.problem_zh && job.problem_en ? <p>{said({ zh: job.problem_zh, en: job.problem_en })}</p> : null}
    </>
  );
}

function JobActs({ job, onLeave }: { job: Job; onLeave?: () => void }) {
  const say = useWords(appWords);
  const { done } = useTell();
  const params = { params: { path: { job_id: job.id } } };
  const renews = [["jobs"], ["imports"], ["campaigns"]];
  const stop = useAct({ run: () => ask(api.POST("/v1/jobs/{job_id}/stop", params)), renews, onDone: () => done(say("jobStopped")) });
  const retry = useAct({ run: () => ask(api.POST("/v1/jobs/{job_id}/retry", params)), renews });
  const undo = useAct({ run: () => ask(api.POST("/v1/jobs/{job_id}/undo", params)), renews, onDone: () => done(say("jobUndone")) });
  const isHere = job.link?.startsWith("/jobs") ?? true;
  return (
    <div className="row">
      {job.link && !isHere ? <Link to={job.link} onClick={onLeave}>{say("jobOpen")}</Link> : null}
      {job.result ? <a href={job.result} download>{say("jobResult")}</a> : null}
      {job.result && job.result_until ? <span className="meta">{say("jobUntil")} <Moment at={job.result_until} /></span> : null}
      {job.may_stop ? <Button size="small" onClick={() => stop.mutate()} loading={stop.isPending}>{say("jobStop")}</Button> : null}
      {job.may_retry ? <Button size="small" onClick={() => retry.mutate()} loading={retry.isPending}>{say("jobRetry")}</Button> : null}
      {job.may_undo ? <Button size="small" onClick={() => undo.mutate()} loading={undo.isPending}>{say("jobUndo")}</Button> : null}
    </div>
  );
}
