"""Who tells the loader what customers are like: a registry that a higher domain fills at start-up."""

from siyu.warehouse.contracts import SnapshotSource

_SOURCES: list[SnapshotSource] = []


def register_snapshot_source(source: SnapshotSource) -> None:
    """Make `source` the one that describes customers; there is one per process, the last one counts."""
    _SOURCES[:] = [source]


def find_snapshot_source() -> SnapshotSource | None:
    """The registered source, or None in a process that has none."""
    return _SOURCES[0] if _SOURCES else None
