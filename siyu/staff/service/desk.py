"""What the console needs to know of the person in front of it: reach, first page, preferences."""

from dataclasses import asdict, dataclass

from siyu.runtime.database import UnitOfWork
from siyu.runtime.viewer import Viewer
from siyu.staff.contracts import Preferences, ScopeCounter
from siyu.staff.queries import accounts, directory
from siyu.staff.queries import preferences as queries
from siyu.staff.rules.landing import landing_of, scope_name
from siyu.staff.service.roles import list_roles

_COUNTERS: list[ScopeCounter] = []


@dataclass(frozen=True, slots=True)
class Standing:
    """How far somebody sees, in words and numbers; `role_titles` are (name, zh, en)."""

    scope_zh: str
    scope_en: str
    customers_n: int
    landing: str
    role_titles: tuple[tuple[str, str, str], ...]


def register_scope_counter(counter: ScopeCounter) -> None:
    """Let a higher domain count the customers in somebody's scope; a second one replaces the first."""
    _COUNTERS[:] = [counter]


async def standing_of(uow: UnitOfWork, viewer: Viewer) -> Standing:
    """How far the viewer sees and where their day begins."""
    department = await directory.find_main_department(uow, viewer.staff_id) if viewer.staff_id else None
    zh, en = scope_name(viewer, department)
    titles = tuple((role.name, role.title_zh, role.title_en) for role in await list_roles(uow)
                   if role.name in viewer.roles)  # fmt: skip
    counted = sum([await counter.count(uow, viewer) for counter in _COUNTERS])
    return Standing(zh, en, counted, landing_of(viewer), titles)


async def get_preferences(uow: UnitOfWork, viewer: Viewer) -> Preferences:
    """What the viewer has chosen; the usual where nothing was."""
    stored = await queries.find_preferences(uow, viewer.user_id or 0)
    values = dict(stored or {})
    return Preferences(**values | {"cards": tuple(values.get("cards", ()))})


async def save_preferences(uow: UnitOfWork, viewer: Viewer, chosen: Preferences, *, language: str) -> Preferences:
    """Keep the viewer's choice; the language is the account's own, in which it is also written to."""
    user_id = viewer.user_id or 0
    await queries.save_preferences(uow, user_id, asdict(chosen))
    if language != viewer.language:
        await accounts.save_user(uow, user_id, {"language": language})
    return chosen
