"""Files in: CSV and Excel files of strangers become rows of a domain, with mapping, preview, errors and undo.

Words: a *kind* is what a file holds (orders, customers) and is registered by the domain that owns it; a *mapping*
says which column of the file is which; a *run* takes rows in batches; *made* is what a row created, for the undo.
"""

from siyu.intake.contracts import (
    Cell,
    Choice,
    Column,
    Import,
    ImportKind,
    ImportRun,
    ImportState,
    Made,
    Outcome,
    Reason,
    Row,
    RowResult,
    Undone,
)
from siyu.intake.doors import go_on, list_rejected, stop, take_back
from siyu.intake.kinds import get_kind, list_kinds, register_import_kind
from siyu.intake.rules import safe_cell

__all__ = [
    "Cell",
    "Choice",
    "Column",
    "Import",
    "ImportKind",
    "ImportRun",
    "ImportState",
    "Made",
    "Outcome",
    "Reason",
    "Row",
    "RowResult",
    "Undone",
    "get_kind",
    "go_on",
    "list_kinds",
    "list_rejected",
    "register_import_kind",
    "safe_cell",
    "stop",
    "take_back",
]
