"""How much a file may cost before it is refused."""

from dataclasses import asdict, dataclass

_MB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one file and of the process that reads it."""

    file_bytes: int = 100 * _MB
    memory_bytes: int = 512 * _MB
    output_bytes: int = 512 * _MB
    unpacked_bytes: int = 400 * _MB
    cpu_seconds: int = 60
    wall_seconds: int = 120
    zip_entries: int = 2_000
    zip_ratio: int = 200
    rows: int = 1_000_000
    columns: int = 200
    cell_characters: int = 4_000
    field_characters: int = 1_000_000
    title_characters: int = 200

    def as_arguments(self) -> dict[str, int]:
        """The limits as the reading process takes them."""
        return asdict(self)
