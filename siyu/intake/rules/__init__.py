"""Pure decisions of imports: which column is which, what a cell means, what may be written into an error file."""

from siyu.intake.rules.cells import read_cell
from siyu.intake.rules.mapping import check_mapping, guess_mapping, header_hash
from siyu.intake.rules.safe_cells import safe_cell
from siyu.intake.rules.values import understand

__all__ = ["check_mapping", "guess_mapping", "header_hash", "read_cell", "safe_cell", "understand"]
