"""A file comes in, is read in the confined process, and is forgotten after a while."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

from siyu.intake import queries
from siyu.intake.contracts import Choice, Import, ImportState, Mapped, Reason
from siyu.intake.errors import MappingIncomplete, MappingInvalid
from siyu.intake.kinds import get_kind
from siyu.intake.reading import Limits, read_file, refusal
from siyu.intake.rules import check_mapping, guess_mapping, header_hash
from siyu.intake.storage import keep_upload, new_key, place_of
from siyu.runtime.audit import write_audit
from siyu.runtime.database import UnitOfWork
from siyu.runtime.errors import NotFound
from siyu.runtime.faults import fault_site
from siyu.runtime.house import House
from siyu.runtime.jobs import Job
from siyu.runtime.viewer import Viewer

LIMITS = Limits()
KEPT_DAYS = 30
_FORGET_AT_ONCE = 100
_NAME_LENGTH = 200


async def receive(
    house: House, viewer: Viewer, *, kind: str, file_name: str, chunks: AsyncIterator[bytes], then: Job
) -> Import:
    """Keep an upload and order its reading (`then`); the import in state `reading`.

    Raises `ImportKindUnknown`, `FileTooLarge`, `FileEmpty`.
    """
    get_kind(kind)
    key = new_key()
    place = place_of(house.settings, key)
    size = await keep_upload(place, chunks, LIMITS.file_bytes)
    try:
        async with house.unit() as uow:
            import_id = await queries.save_import(
                uow, viewer, kind=kind, file_name=_shown_name(file_name), file_key=key, size_bytes=size
            )
            await write_audit(uow, viewer, "intake.upload", on=("import", import_id), details={"size_bytes": size})
            await uow.enqueue(then, import_id=import_id)
            found = await queries.find_import(uow, viewer, import_id)
    except BaseException:
        place.remove()
        raise
    if found is None:
        raise NotFound(what="import")
    return found


def _shown_name(name: str) -> str:
    """The name for display only: no folders, no control characters; it never becomes a path."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(character for character in last if character.isprintable())[:_NAME_LENGTH] or "file"


async def read_import(house: House, import_id: int) -> None:
    """Read the file of an import and guess its mapping; safe to do twice."""
    async with house.unit() as uow:
        held = await queries.lock_progress(uow, import_id)
    if held is None or held.state is not ImportState.READING:
        return
    place = place_of(house.settings, held.file_key)
    if place.upload.exists():
        reading = await read_file(place.upload, place.rows, LIMITS)
    else:
        reading = refusal("unreadable")
    fault_site("intake.after_reading")
    async with house.unit() as uow:
        if isinstance(reading, Reason):
            await queries.save_refusal(uow, import_id, reading)
        else:
            mapping = await _likely_mapping(uow, held.run.kind, reading.header)
            await queries.save_reading(uow, import_id, reading, mapping)
    if isinstance(reading, Reason):
        place.remove()


async def _likely_mapping(uow: UnitOfWork, kind: str, header: list[str]) -> Mapped:
    columns = get_kind(kind).columns
    remembered: dict[str, Choice] | None = await queries.find_remembered(uow, kind, header_hash(header))
    if remembered is not None:
        try:
            check_mapping(columns, header, remembered)
        except (MappingInvalid, MappingIncomplete):
            pass  # the kind has changed since
        else:
            return remembered
    return guess_mapping(columns, header)


async def forget_old_files(house: House) -> int:
    """Delete files and rejected rows of imports that ended long ago, and files that no import knows; how many."""
    async with house.unit() as uow:
        before = uow.now() - timedelta(days=KEPT_DAYS)
        keys = await queries.forget_expired(uow, before, _FORGET_AT_ONCE)
    for key in keys:
        await asyncio.to_thread(place_of(house.settings, key).remove)
    return len(keys)
