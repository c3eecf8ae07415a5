"""What a worker process does all day: jobs, lanes, schedules and the handlers of events."""

from siyu.runtime.work.dispatch import dispatch_once, retry_parked
from siyu.runtime.work.worker import run_worker

__all__ = ["dispatch_once", "retry_parked", "run_worker"]
