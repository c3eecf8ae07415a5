"""The registry of import kinds; higher domains fill it at start-up."""

from siyu.intake.contracts import ImportKind
from siyu.intake.errors import ImportKindUnknown

_KINDS: dict[str, ImportKind] = {}


def register_import_kind(kind: ImportKind) -> None:
    """Make files of this kind importable; a second kind of the same name replaces the first.

    Raises `ValueError` when two columns share a key.
    """
    keys = [column.key for column in kind.columns]
    if len(set(keys)) != len(keys):
        raise ValueError(f"two columns of {kind.name} share a key")
    _KINDS[kind.name] = kind


def list_kinds() -> list[ImportKind]:
    """Every registered kind, by name."""
    return [_KINDS[name] for name in sorted(_KINDS)]


def get_kind(name: str) -> ImportKind:
    """The kind of this name; raises `ImportKindUnknown`."""
    try:
        return _KINDS[name]
    except KeyError:
        raise ImportKindUnknown(kind=name) from None
