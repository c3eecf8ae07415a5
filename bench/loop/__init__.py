"""The measurements of the main loop."""

from bench.loop import callbacks, loader

__all__ = ["callbacks", "loader"]
