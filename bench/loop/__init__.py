"""The measurements of the main loop."""

from bench.loop import callbacks, events, loader, planning, segments

__all__ = ["callbacks", "events", "loader", "planning", "segments"]
