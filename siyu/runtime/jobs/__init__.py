"""Work for later: jobs live in PostgreSQL and are ordered in the same transaction as the data they belong to."""

from siyu.runtime.jobs.registry import Job, Lane, every, job, lane, registered_jobs, registered_lanes

__all__ = ["Job", "Lane", "every", "job", "lane", "registered_jobs", "registered_lanes"]
