"""Looking at customers: the list, the page about one person, the timeline."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping

from siyu import warehouse
from siyu.customers.contracts import (
    BehaviourBlock,
    CustomerCard,
    CustomerFilter,
    CustomerView,
    EmotionBlock,
    Flag,
    IdentityView,
    Panel,
    RelationView,
    StaticBlock,
    TagView,
    TimelineFilter,
    TimelineItem,
)
from siyu.customers.errors import BadCursor, CustomerNotFound
from siyu.customers.queries import follows as follow_queries
from siyu.customers.queries import identities as identity_queries
from siyu.customers.queries import lists as list_queries
from siyu.customers.queries import tags as tag_queries
from siyu.customers.queries import timeline as timeline_queries
from siyu.customers.queries.visibility import list_visible
from siyu.customers.rules import identities as identity_rules
from siyu.customers.rules.views import age_on, relation_state, shown_properties
from siyu.customers.service.cursors import micros, read_cursor, write_cursor
from siyu.customers.service.identities import phone_mark
from siyu.kit.paging import Page, Paging
from siyu.runtime.database import UnitOfWork
from siyu.runtime.secrets import Vault
from siyu.runtime.viewer import Viewer

_REVEAL = "customers.reveal"
_RECENT = timedelta(days=30)
_FEELINGS = 500
_PANELS: dict[str, Panel] = {}


def register_panel(panel: Panel) -> None:
    """Let a higher domain fill a part of the customer's page under its name."""
    _PANELS[panel.name] = panel


async def list_customers(
    uow: UnitOfWork, viewer: Viewer, want: CustomerFilter, paging: Paging, *, vault: Vault | None = None
) -> Page[CustomerCard]:
    """Customers this viewer may see, newest first, phones masked. New customers never shift later pages.

    With the `vault` a whole phone number finds its owner. More than 10,000 are not counted to the end.
    """
    before = read_cursor(paging.cursor, 1)[0] if paging.cursor else None
    search = search_of(want, vault)
    found = await list_queries.list_page(uow, viewer, search, before=before, limit=paging.limit + 1)
    shown = found.rows[: paging.limit]
    cursor = write_cursor(shown[-1]["id"]) if len(found.rows) > paging.limit else None
    return Page(await _cards(uow, shown), cursor, found.total, found.is_capped)


def search_of(want: CustomerFilter, vault: Vault | None) -> list_queries.Search:
    """A filter ready to run: its text is also tried as a phone number."""
    mark = phone_mark(vault, want.text) if vault and len(want.text.strip()) > 4 else None
    return list_queries.Search(want, mark)


async def _cards(uow: UnitOfWork, rows: Sequence[RowMapping]) -> list[CustomerCard]:
    ids = [row["id"] for row in rows]
    follows = _grouped(await follow_queries.list_follows(uow, ids))
    tags = _grouped(await tag_queries.list_tags_of(uow, ids))
    return [_card(row, follows[row["id"]], tags[row["id"]]) for row in rows]


def _grouped(rows: Sequence[RowMapping]) -> dict[int, list[RowMapping]]:
    found: dict[int, list[RowMapping]] = defaultdict(list)
    for row in rows:
        found[row["customer_id"]].append(row)
    return found


def _card(row: RowMapping, follows: Sequence[RowMapping], tags: Sequence[RowMapping]) -> CustomerCard:
    current = [follow["staff_id"] for follow in follows if follow["is_current"]]
    return CustomerCard(
        id=row["id"],
        name=row["name"],
        avatar_url=row["avatar_url"],
        gender=row["gender"],
        phone_masked=row["phone_masked"],
        state=relation_state(follow["is_live"] for follow in follows),
        staff_ids=tuple(dict.fromkeys(current)),
        tags=_tag_views(tags),
        first_source=row["first_source"],
        last_follow_at=max((f["started_at"] for f in follows if f["started_at"]), default=None),
        created_at=row["created_at"],
    )


def _tag_views(rows: Sequence[RowMapping]) -> tuple[TagView, ...]:
    return tuple(
        TagView(
            id=row["id"],
            name=row["name"],
            group_id=row["group_id"],
            group_name=row["group_name"],
            is_mirrored=row["is_mirrored"],
        )
        for row in rows
    )


async def find_visible(uow: UnitOfWork, viewer: Viewer, customer_id: int) -> int:
    """The person an id stands for now; `CustomerNotFound` when there is none or the viewer may not see them."""
    person = (await identity_queries.resolve(uow, [customer_id])).get(customer_id)
    if person is None or not await list_visible(uow, viewer, [person]):
        raise CustomerNotFound(what="customer")
    return person


async def get_customer(uow: UnitOfWork, viewer: Viewer, customer_id: int) -> CustomerView:
    """A customer from all sides. An id of before a merge shows the person it became; `CustomerNotFound`."""
    person = await find_visible(uow, viewer, customer_id)
    ids = await identity_queries.list_all_ids(uow, person)
    row = await identity_queries.find_person(uow, person)
    if row is None or row["is_erased"]:
        raise CustomerNotFound(what="customer")
    follows = await follow_queries.list_follows(uow, [person])
    known = await identity_queries.list_identities(uow, [person])
    tags = await tag_queries.list_tags_of(uow, [person])
    panels = {name: await panel.show(uow, viewer, ids) for name, panel in sorted(_PANELS.items())}
    return CustomerView(
        id=person,
        merged_ids=tuple(other for other in ids if other != person),
        state=relation_state(follow["is_live"] for follow in follows),
        avatar_url=row["avatar_url"],
        flags={str(flag): row[f"is_{flag}"] for flag in Flag},
        static=_static(row, uow.now().date()),
        behaviour=await _behaviour(uow, ids),
        emotion=await _emotion(uow, ids) if viewer.may(_REVEAL) else None,
        relations=tuple(_relation(viewer, follow) for follow in follows),
        identities=tuple(_identity(item) for item in known),
        tags=_tag_views(tags),
        first_source=row["first_source"],
        first_source_at=row["first_source_at"],
        last_source=row["last_source"],
        last_source_at=row["last_source_at"],
        created_at=row["created_at"],
        panels=panels,
    )


def _static(row: RowMapping, today: date) -> StaticBlock:
    same: dict[str, Any] = {
        name: row[name]
        for name in ("name", "gender", "birth_on", "country", "region", "city", "company", "position",
                     "phone_masked", "is_phone_verified", "attributes")
    }  # fmt: skip
    return StaticBlock(age_years=age_on(row["birth_on"], today), **same)


async def _behaviour(uow: UnitOfWork, ids: Sequence[int]) -> BehaviourBlock:
    rows = await timeline_queries.count_events(uow, ids, recent_from=uow.now() - _RECENT)
    firsts = [row["first_act_at"] for row in rows if row["first_act_at"]]
    lasts = [row["last_act_at"] for row in rows if row["last_act_at"]]
    return BehaviourBlock(
        events_total=sum(row["many"] for row in rows),
        by_name={row["name"]: row["many"] for row in rows},
        interactions_total=sum(row["acts"] for row in rows),
        interactions_30_days=sum(row["recent_acts"] for row in rows),
        first_interaction_at=min(firsts, default=None),
        last_interaction_at=max(lasts, default=None),
    )


async def _emotion(uow: UnitOfWork, ids: Sequence[int]) -> EmotionBlock:
    rows = await timeline_queries.list_feelings(uow, ids, limit=_FEELINGS)
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        counts[row["label"]] += 1
    if not rows:
        return EmotionBlock(None, None, None, {})
    latest = rows[0]
    return EmotionBlock(latest["label"], latest["score"], latest["occurred_at"], dict(counts))


def _relation(viewer: Viewer, row: RowMapping) -> RelationView:
    is_theirs = viewer.sees_everyone or row["staff_id"] in viewer.staff_ids
    names = RelationView.__slots__
    values: dict[str, Any] = {name: row[name] for name in names}
    if not is_theirs:
        # What a colleague noted about a shared customer is theirs.
        values |= {"remark": "", "description": ""}
    return RelationView(**values)


def _identity(row: RowMapping) -> IdentityView:
    shown = identity_rules.cover(row["kind"], row["value"])
    return IdentityView(row["kind"], shown, row["source"], row["linked_at"])


async def timeline(
    uow: UnitOfWork, viewer: Viewer, customer_id: int, want: TimelineFilter, paging: Paging
) -> Page[TimelineItem]:
    """Everything that happened with a person, newest first, also before merges. Late events never shift a page."""
    person = await find_visible(uow, viewer, customer_id)
    ids = await identity_queries.list_all_ids(uow, person)
    before = _place(paging.cursor) if paging.cursor else None
    rows = await timeline_queries.list_events(uow, ids, want, before=before, limit=paging.limit + 1)
    shown = rows[: paging.limit]
    cursor = None
    if len(rows) > paging.limit:
        cursor = write_cursor(micros(shown[-1]["occurred_at"]), shown[-1]["id"])
    total = await timeline_queries.count_wanted(uow, ids, want)
    return Page([_item(row, reveals=viewer.may(_REVEAL)) for row in shown], cursor, total)


def _place(cursor: str) -> tuple[datetime, int]:
    at, number = read_cursor(cursor, 2)
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at), number
    except OverflowError as error:
        raise BadCursor from error


def _item(row: RowMapping, *, reveals: bool) -> TimelineItem:
    entry = warehouse.catalogue.EVENTS.get(row["name"])
    return TimelineItem(
        id=row["id"],
        name=row["name"],
        zh=entry.zh if entry else row["name"],
        en=entry.en if entry else row["name"],
        occurred_at=row["occurred_at"],
        occurred_basis=row["occurred_basis"],
        staff_id=row["staff_id"],
        source=row["source"],
        properties=shown_properties(entry, row["properties"], reveals=reveals),
        is_interaction=row["is_interaction"],
    )


class CustomersInScope:
    """Tells staff how many customers somebody sees: as many as the list without a filter."""

    async def count(self, uow: UnitOfWork, viewer: Viewer) -> int:
        """Merged and erased records are left out."""
        return await list_queries.count_all(uow, viewer, list_queries.Search(CustomerFilter()))
