import { useWords } from "@/lib/words";
import { Page, Total } from "@/ui/page";
import { Asked } from "@/ui/states";

import { JobList, useJobs } from "./Jobs";
import { appWords } from "./words";

/** The same list as in the drawer, with an address of its own: notices lead here. */
export default function JobsPage() {
  const say = useWords(appWords);
  const query = useJobs(true);
  return (
    <Page name="jobs" title={say("jobs")} aside={<Total total={query.data?.length} />} state={query.data ? (query.data.length ? "loaded" : "empty") : query.error ? "error" : "loading"}>
      <Asked query={query}>{(jobs) => <JobList jobs={jobs} />}</Asked>
    </Page>
  );
}
