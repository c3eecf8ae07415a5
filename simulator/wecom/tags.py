"""Corp tags, their groups, and the tags on relations."""

from collections.abc import Iterable
from typing import Any

from simulator.wecom.call import EXTERNAL, Answer, Area, Call
from simulator.wecom.errors import WeComError
from simulator.wecom.model import Tag, TagGroup
from simulator.wecom.scope import get_relation
from simulator.wecom.world import CorpWorld

area = Area()
RELATION_LIMIT = 3000
NAME_CHARS = 30


@area.post("externalcontact/get_corp_tag_list", EXTERNAL)
def list_corp_tags(call: Call) -> Answer:
    """The tag library: all of it, or the tags or groups asked for (deleted ones only then)."""
    tag_ids, group_ids = call.take_texts("tag_id", most=1000), call.take_texts("group_id", most=1000)
    asked = bool(tag_ids or group_ids)
    tags = [tag for tag in call.world.tags.values() if asked or not tag.deleted]
    if tag_ids:
        tags = [tag for tag in tags if tag.tag_id in set(tag_ids)]
    elif group_ids:
        tags = [tag for tag in tags if tag.group_id in set(group_ids)]
    groups = dict.fromkeys(tag.group_id for tag in tags)
    shown = [_show_group(call.world.tag_groups[key], tags) for key in groups]
    return {"tag_group": sorted(shown, key=lambda group: -group["order"])}


@area.post("externalcontact/add_corp_tag", EXTERNAL)
def add_corp_tags(call: Call) -> Answer:
    """Add tags to a group given by id or by name; a new name makes a new group."""
    wanted = _read_new_tags(call)
    group = _find_group(call)
    if group is not None:
        taken = {tag.name for tag in _living(call.world, group.group_id)}
        if taken.intersection(tag["name"] for tag in wanted):
            raise WeComError(40071)
    if count_tags(call.world) + len(wanted) > call.world.corp.tag_limit:
        raise WeComError(40126)
    group = group or make_group(call, call.take_text("group_name", chars=NAME_CHARS), call.take_int("order"))
    made = [make_tag(call, group, tag["name"], int(tag.get("order", 0))) for tag in wanted]
    return {"tag_group": _show_group(group, made)}


@area.post("externalcontact/edit_corp_tag", EXTERNAL)
def edit_corp_tag(call: Call) -> Answer:
    """Rename or reorder a tag or a group; names stay unique among their like."""
    key = call.need_text("id", missing=40068)
    record = call.world.tags.get(key) or call.world.tag_groups.get(key)
    if record is None or record.deleted:
        raise WeComError(40068)
    name = call.take_text("name")
    if len(name) > NAME_CHARS:
        raise WeComError(40072)
    if name and name != record.name:
        if name in {other.name for other in _siblings(call.world, record)}:
            raise WeComError(40071)
        record.name = name
    if "order" in call.body:
        record.order = call.take_int("order")
    call.world.keep("tag" if isinstance(record, Tag) else "tag_group", record)
    call.note("tag_edited", key)
    return {}


@area.post("externalcontact/del_corp_tag", EXTERNAL)
def delete_corp_tags(call: Call) -> Answer:
    """Delete tags and groups; the tags vanish from every relation."""
    tag_ids = _read_ids(call, "tag_id")
    group_ids = _read_ids(call, "group_id")
    if not tag_ids and not group_ids:
        raise WeComError(40063)
    known = [call.world.tags.get(key) for key in tag_ids] + [call.world.tag_groups.get(key) for key in group_ids]
    if any(record is None or record.deleted for record in known):
        raise WeComError(40068)
    inside = [tag.tag_id for key in group_ids for tag in _living(call.world, key)]
    delete_tags(call.world, {*tag_ids, *inside})
    for key in (*tag_ids, *group_ids):
        call.note("tag_deleted", key)
    return {}


@area.post("externalcontact/mark_tag", EXTERNAL)
def mark_tags(call: Call) -> Answer:
    """Add and remove tags of one relation."""
    userid = call.need_text("userid", missing=41009)
    relation = get_relation(call, userid, call.need_text("external_userid", missing=41035))
    add, remove = call.take_texts("add_tag", most=1000), call.take_texts("remove_tag", most=1000)
    if not add and not remove:
        raise WeComError(40063)
    if any(key not in call.world.tags or call.world.tags[key].deleted for key in (*add, *remove)):
        raise WeComError(40068)
    kept = [key for key in relation.tags if key not in set(remove)]
    merged = list(dict.fromkeys([*kept, *add]))
    if len(merged) > RELATION_LIMIT:
        raise WeComError(40126)
    added, removed = set(merged) - set(relation.tags), set(relation.tags) - set(merged)
    relation.tags = merged
    call.world.keep("relation", relation)
    for key in sorted(added):
        call.note("tag_added", relation.external_userid, subject=relation.userid, content=key)
    for key in sorted(removed):
        call.note("tag_removed", relation.external_userid, subject=relation.userid, content=key)
    return {}


def count_tags(world: CorpWorld) -> int:
    """Living tags of the company."""
    return sum(not tag.deleted for tag in world.tags.values())


def make_group(call: Call, name: str, order: int) -> TagGroup:
    """Found a tag group."""
    if not name:
        raise WeComError(40063, "missing group_name")
    group = TagGroup(call.kernel.world.mint("et"), name, call.kernel.clock.second(), order)
    call.world.keep("tag_group", group)
    call.note("tag_group_made", group.group_id, content=name)
    return group


def make_tag(call: Call, group: TagGroup, name: str, order: int) -> Tag:
    """Add one tag to a group."""
    tag = Tag(call.kernel.world.mint("et"), group.group_id, name, call.kernel.clock.second(), order)
    call.world.keep("tag", tag)
    call.note("tag_made", tag.tag_id, subject=group.group_id, content=name)
    return tag


def delete_tags(world: CorpWorld, tag_ids: set[str]) -> list[str]:
    """Delete tags, take them off all relations, and delete groups left empty; returns those groups."""
    touched = dict.fromkeys(world.tags[key].group_id for key in tag_ids)
    for key in tag_ids:
        world.tags[key].deleted = True
        world.keep("tag", world.tags[key])
    for relations in world.relations_of.values():
        for relation in relations.values():
            if tag_ids.intersection(relation.tags):
                relation.tags = [key for key in relation.tags if key not in tag_ids]
                world.keep("relation", relation)
    empty = [key for key in touched if not _living(world, key)]
    for key in empty:
        world.tag_groups[key].deleted = True
        world.keep("tag_group", world.tag_groups[key])
    return empty


def _living(world: CorpWorld, group_id: str) -> list[Tag]:
    return [tag for tag in world.tags.values() if tag.group_id == group_id and not tag.deleted]


def _siblings(world: CorpWorld, record: Tag | TagGroup) -> list[Tag] | list[TagGroup]:
    if isinstance(record, Tag):
        return _living(world, record.group_id)
    return [group for group in world.tag_groups.values() if not group.deleted]


def _find_group(call: Call) -> TagGroup | None:
    group_id = call.take_text("group_id")
    if group_id:
        group = call.world.tag_groups.get(group_id)
        if group is None or group.deleted:
            raise WeComError(40068)
        return group
    name = call.take_text("group_name", chars=NAME_CHARS)
    return next((g for g in call.world.tag_groups.values() if g.name == name and not g.deleted), None)


def _read_new_tags(call: Call) -> list[dict[str, Any]]:
    wanted = call.body.get("tag")
    if not isinstance(wanted, list) or not wanted:
        raise WeComError(40063, "missing tag")
    names = [tag.get("name") if isinstance(tag, dict) else None for tag in wanted]
    if not all(isinstance(name, str) and name for name in names):
        raise WeComError(40063, "missing tag name")
    if any(len(str(name)) > NAME_CHARS for name in names):
        raise WeComError(40072)
    if len(set(names)) != len(names):
        raise WeComError(40071)
    return wanted


def _read_ids(call: Call, name: str) -> list[str]:
    # Some clients send one id as a plain string.
    value = call.body.get(name) or []
    return [value] if isinstance(value, str) else call.take_texts(name, most=1000)


def _show_group(group: TagGroup, tags: Iterable[Tag]) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "group_id": group.group_id,
        "group_name": group.name,
        "create_time": group.create_time,
        "order": group.order,
        "tag": [_show_tag(tag) for tag in tags if tag.group_id == group.group_id],
    }
    return shown | ({"deleted": True} if group.deleted else {})


def _show_tag(tag: Tag) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": tag.tag_id,
        "name": tag.name,
        "create_time": tag.create_time,
        "order": tag.order,
    }
    return shown | ({"deleted": True} if tag.deleted else {})
