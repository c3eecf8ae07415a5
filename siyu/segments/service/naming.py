"""What the ids in rules are called, so that a rule reads as a sentence."""

from siyu import customers, staff
from siyu.runtime.database import UnitOfWork
from siyu.segments.rules.sentence import Names


async def read_names(uow: UnitOfWork) -> Names:
    """Names of all tags and members; asked for once in a transaction."""
    return await uow.once("segments.names", lambda: _read(uow))


async def _read(uow: UnitOfWork) -> Names:
    groups = await customers.list_tag_groups(uow, counts=False)
    tags = {tag.id: tag.name for group in groups for tag in group.tags}
    return Names({"tag": tags, "staff": await staff.list_names(uow)})
