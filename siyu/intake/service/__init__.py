"""Use cases of imports: receive a file, map its columns, run it, take it back."""

from siyu.intake.service.files import forget_old_files, read_import, receive
from siyu.intake.service.mapping import PreviewRow, choose_mapping, preview
from siyu.intake.service.moves import get_import, start_import, start_undo, stop_import
from siyu.intake.service.run import run_import
from siyu.intake.service.undo import undo_import

__all__ = [
    "PreviewRow",
    "choose_mapping",
    "forget_old_files",
    "get_import",
    "preview",
    "read_import",
    "receive",
    "run_import",
    "start_import",
    "start_undo",
    "stop_import",
    "undo_import",
]
