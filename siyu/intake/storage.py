"""Where uploaded files and their rows lie: a folder inside `data_dir`, under names that we choose."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from siyu.intake.errors import FileEmpty, FileTooLarge
from siyu.runtime.settings import Settings

_MB = 1 << 20


@dataclass(frozen=True, slots=True)
class Place:
    """The two files of an import: what was uploaded, and the rows that were read from it."""

    upload: Path
    rows: Path

    def remove(self) -> None:
        """Delete both."""
        self.upload.unlink(missing_ok=True)
        self.rows.unlink(missing_ok=True)


def new_key() -> str:
    """A name for a new file that nobody can guess."""
    return secrets.token_hex(16)


def place_of(settings: Settings, key: str) -> Place:
    """Where the files of a key lie."""
    folder = settings.data_dir / "files" / "imports"
    return Place(folder / f"{key}.upload", folder / f"{key}.rows")


async def keep_upload(place: Place, chunks: AsyncIterator[bytes], limit: int) -> int:
    """Write a stream to disk; its size in bytes. Nothing stays when it is refused or breaks off.

    Raises `FileTooLarge` as soon as the limit is passed and `FileEmpty`.
    """
    place.upload.parent.mkdir(parents=True, exist_ok=True)
    size = 0
    try:
        with place.upload.open("xb") as file:
            place.upload.chmod(0o600)
            async for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise FileTooLarge(limit_mb=limit // _MB)
                await asyncio.to_thread(file.write, chunk)
        if not size:
            raise FileEmpty
    except BaseException:
        place.upload.unlink(missing_ok=True)
        raise
    return size
