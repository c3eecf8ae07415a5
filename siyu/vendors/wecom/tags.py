"""Corp tags of customers, and putting them on (member, customer) relations."""

from collections.abc import Sequence
from dataclasses import dataclass

from siyu.vendors.wecom.models import Answer, Checks, UnixTime, present, read_all, read_created
from siyu.vendors.wecom.transport import Effect, Transport

NAME_CHARS = 30


class CorpTag(Answer):
    """A tag. Larger ``order`` comes first."""

    id: str
    name: str = ""
    create_time: UnixTime = None
    order: int = 0
    deleted: bool = False


class TagGroup(Answer):
    """A group of tags. ``deleted`` only shows when the group was asked for by its id."""

    group_id: str
    group_name: str = ""
    create_time: UnixTime = None
    order: int = 0
    deleted: bool = False
    tag: tuple[CorpTag, ...] = ()


@dataclass(frozen=True, slots=True)
class NewTag:
    """A tag to make."""

    name: str
    order: int | None = None


class Tags:
    """Corp tags."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def list_groups(self, *, tag_ids: Sequence[str] = (), group_ids: Sequence[str] = ()) -> tuple[TagGroup, ...]:
        """All groups, or those of the given tags, or the given groups (not both)."""
        path = "externalcontact/get_corp_tag_list"
        body: dict[str, object] = {}
        if tag_ids:
            body["tag_id"] = list(tag_ids)
        elif group_ids:
            body["group_id"] = list(group_ids)
        answer = await self._transport.post(path, body)
        return read_all(TagGroup, answer.get("tag_group"), path=path)

    async def add(
        self,
        tags: Sequence[NewTag],
        *,
        group_id: str | None = None,
        group_name: str | None = None,
        order: int | None = None,
    ) -> TagGroup:
        """Add tags to a group (by id, or by name, made if need be); gives back the new tags only.

        Raises:
            InvalidRequest: no tag, no group, or a name that is empty or over 30 characters.
            WeComError: 40071 if a name exists, 40126 if the corp has too many.
            OutcomeUnknown: they may exist; list and compare.
        """
        path = "externalcontact/add_corp_tag"
        checks = Checks(path)
        checks.any_given(("group_id", "group_name"), (group_id, group_name))
        checks.given("tags", tags)
        for name in [group_name, *(tag.name for tag in tags)]:
            checks.at_most_chars("name", name, NAME_CHARS)
        for tag in tags:
            checks.given("name", tag.name)
        rows = [present(name=tag.name, order=tag.order) for tag in tags]
        group = present(group_id=group_id) if group_id else present(group_name=group_name, order=order)
        answer = await self._transport.post(path, {**group, "tag": rows}, effect=Effect.CREATE)
        return read_created(TagGroup, answer.get("tag_group"), path=path)

    async def edit(self, tag_or_group_id: str, *, name: str | None = None, order: int | None = None) -> None:
        """Rename or reorder a tag or a group. WeComError 40068 if unknown, 40071 if the name exists."""
        path = "externalcontact/edit_corp_tag"
        checks = Checks(path)
        checks.any_given(("name", "order"), (name, order))
        checks.at_most_chars("name", name, NAME_CHARS)
        body = {"id": tag_or_group_id, **present(name=name, order=order)}
        await self._transport.post(path, body, effect=Effect.REPEATABLE)

    async def delete(self, *, tag_ids: Sequence[str] = (), group_ids: Sequence[str] = ()) -> None:
        """Delete tags or whole groups, from all relations too. WeComError 40068 if unknown.

        After a lost answer the repeat may say 40068: then they are gone.
        """
        path = "externalcontact/del_corp_tag"
        Checks(path).any_given(("tag_ids", "group_ids"), (tuple(tag_ids), tuple(group_ids)))
        body = {"tag_id": list(tag_ids), "group_id": list(group_ids)}
        chosen = {name: ids for name, ids in body.items() if ids}
        await self._transport.post(path, chosen, effect=Effect.REPEATABLE)

    async def mark(
        self, userid: str, external_userid: str, *, add: Sequence[str] = (), remove: Sequence[str] = ()
    ) -> None:
        """Put tags on a relation and take others off.

        Raises:
            InvalidRequest: nothing to add or remove.
            WeComError: 84061 if there is no such relation, 40068 if a tag is unknown.
        """
        path = "externalcontact/mark_tag"
        Checks(path).any_given(("add", "remove"), (tuple(add), tuple(remove)))
        lists = {"add_tag": list(add), "remove_tag": list(remove)}
        chosen = {name: ids for name, ids in lists.items() if ids}
        body = {"userid": userid, "external_userid": external_userid, **chosen}
        await self._transport.post(path, body, effect=Effect.REPEATABLE)
