"""Turning a stranger's file into plain rows: the reading happens in a confined child process (`child.py`)."""

from siyu.intake.reading.limits import Limits
from siyu.intake.reading.parent import Reading, read_file
from siyu.intake.reading.reasons import refusal, row_problem
from siyu.intake.reading.rows import RawRow, read_rows

__all__ = ["Limits", "RawRow", "Reading", "read_file", "read_rows", "refusal", "row_problem"]
