"""`siyu up`: the whole product on one machine, started, watched and stopped together."""

from siyu.apps.up.run import run_up

__all__ = ["run_up"]
