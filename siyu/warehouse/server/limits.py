"""How much of the machine the embedded warehouse may take."""

import os
from dataclasses import dataclass
from pathlib import Path

_MEGABYTE = 1024 * 1024
_CGROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")


@dataclass(frozen=True, slots=True)
class Limits:
    """Memory in bytes, time in seconds; `lanes` are queries that may run at the same time."""

    server_memory: int
    query_memory: int
    query_seconds: int
    threads: int
    read_lanes: int
    write_lanes: int
    body_bytes: int

    def startup(self) -> dict[str, int]:
        """Engine settings that only count when it starts."""
        return {
            "max_server_memory_usage": self.server_memory,
            "mark_cache_size": max(64 * _MEGABYTE, self.server_memory // 10),
        }

    def per_query(self) -> dict[str, int]:
        """Settings of every query that does not choose its own."""
        return {
            "max_memory_usage": self.query_memory,
            "max_bytes_before_external_group_by": self.query_memory // 2,
            "max_bytes_before_external_sort": self.query_memory // 2,
            "max_threads": self.threads,
            "max_execution_time": self.query_seconds,
            "max_insert_threads": 1,
        }


def limits_for(memory: int, cores: int) -> Limits:
    """Limits for a machine with `memory` bytes and `cores` processors: under half is the warehouse's."""
    server = max(768 * _MEGABYTE, int(memory * 0.4))
    return Limits(
        server_memory=server,
        query_memory=server * 2 // 3,
        query_seconds=300,
        threads=max(1, cores),
        read_lanes=max(4, cores * 2),
        write_lanes=2,
        body_bytes=min(512 * _MEGABYTE, server // 2),
    )


def limits_of_this_machine() -> Limits:
    """Limits by the memory and the processors that this process may use."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    if _CGROUP_LIMIT.exists() and (text := _CGROUP_LIMIT.read_text().strip()).isdigit():
        memory = min(memory, int(text))
    return limits_for(memory, len(os.sched_getaffinity(0)))
