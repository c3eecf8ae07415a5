"""What is done in the admin console and in the member's client: staff, departments, tags, remarks."""

from typing import Any

from simulator.clients.errors import CannotDo, Unknown
from simulator.clients.people import get_relation, get_staff, tell, tell_contact
from simulator.kernel import Kernel
from simulator.wecom.model import LEFT, Department, Staff, Tag, TagGroup
from simulator.wecom.tags import delete_tags
from simulator.wecom.world import CorpWorld


def add_department(kernel: Kernel, world: CorpWorld, *, quiet: bool = False, **known: Any) -> Department:
    """A new department below ``parent_id``; raises Unknown."""
    department_id = known.pop("department_id", 0) or max(world.departments) + 1
    if known["parent_id"] not in world.departments:
        raise Unknown("department", str(known["parent_id"]))
    if department_id in world.departments:
        raise CannotDo(f"department {department_id} exists")
    department = Department(department_id, **known)
    world.keep("department", department)
    if not quiet:
        _tell_department(kernel, world, "create_party", department)
    return department


def _tell_department(kernel: Kernel, world: CorpWorld, change: str, department: Department) -> None:
    tell(
        kernel,
        world,
        "change_contact",
        ChangeType=change,
        Id=department.department_id,
        Name=department.name,
        ParentId=department.parent_id,
        Order=department.order,
    )


def add_staff(kernel: Kernel, world: CorpWorld, *, quiet: bool = False, **known: Any) -> Staff:
    """A new member; raises CannotDo when the id is taken."""
    if world.find_staff(known["userid"]):
        raise CannotDo(f"staff {known['userid']} exists")
    for department_id in known["departments"]:
        if department_id not in world.departments:
            raise Unknown("department", str(department_id))
    member = Staff(seq=kernel.world.next_seq(), **known)
    world.keep("staff", member)
    if not quiet:
        _tell_staff(kernel, world, "create_user", member, {})
    return member


def change_staff(kernel: Kernel, world: CorpWorld, userid: str, changes: dict[str, Any]) -> Staff:
    """Change a member; the event carries only what changed."""
    member = get_staff(world, userid)
    for field, value in changes.items():
        setattr(member, field, value)
    world.keep("staff", member)
    _tell_staff(kernel, world, "update_user", member, changes)
    return member


def dismiss_staff(kernel: Kernel, world: CorpWorld, userid: str) -> Staff:
    """The member leaves the company: ``delete_user``; their customers are left behind."""
    member = get_staff(world, userid)
    if member.status == LEFT:
        raise CannotDo(f"{userid} has already left")
    member.status, member.left_at = LEFT, kernel.clock.now()
    world.keep("staff", member)
    for chat in world.chats.values():
        if chat.owner == member.userid:
            chat.status = 1
            world.keep("chat", chat)
    tell(kernel, world, "change_contact", ChangeType="delete_user", UserID=member.userid)
    return member


def _tell_staff(kernel: Kernel, world: CorpWorld, change: str, member: Staff, only: dict[str, Any]) -> None:
    shown = {
        "name": ("Name", member.name),
        "departments": ("Department", ",".join(map(str, member.departments))),
        "position": ("Position", member.position),
        "mobile": ("Mobile", member.mobile),
        "email": ("Email", member.email),
        "alias": ("Alias", member.alias),
        "status": ("Status", member.status),
    }
    fields: dict[str, Any] = {
        name: value for key, (name, value) in shown.items() if (key in only or not only) and value != ""
    }
    tell(kernel, world, "change_contact", ChangeType=change, UserID=member.userid, **fields)


def edit_customer(kernel: Kernel, world: CorpWorld, userid: str, external_userid: str, changes: dict[str, Any]) -> None:
    """The member edits remark, description, company, tags in the client: ``edit_external_contact``.

    A change of the phone numbers alone is not reported, as in the real client.
    """
    relation = get_relation(world, userid, external_userid)
    for key in (*changes.get("add_tags", ()), *changes.get("remove_tags", ())):
        if key not in world.tags or world.tags[key].deleted:
            raise Unknown("tag", key)
    removed = set(changes.pop("remove_tags", ()))
    added = changes.pop("add_tags", ())
    tags_changed = bool(removed or added)
    relation.tags = [key for key in dict.fromkeys([*relation.tags, *added]) if key not in removed]
    for field, value in changes.items():
        setattr(relation, field, value)
    world.keep("relation", relation)
    if tags_changed or set(changes) - {"remark_mobiles"}:
        tell_contact(kernel, world, "edit_external_contact", relation)


def create_tags(kernel: Kernel, world: CorpWorld, group_name: str, names: list[str]) -> TagGroup:
    """An administrator makes a tag group with tags: one event for the group, one for each tag."""
    group = next((g for g in world.tag_groups.values() if g.name == group_name and not g.deleted), None)
    now = kernel.clock.second()
    if group is None:
        group = TagGroup(kernel.world.mint("et"), group_name, now)
        world.keep("tag_group", group)
        _tell_tag(kernel, world, "create", group.group_id, "tag_group")
    for name in names:
        tag = Tag(kernel.world.mint("et"), group.group_id, name, now)
        world.keep("tag", tag)
        _tell_tag(kernel, world, "create", tag.tag_id, "tag")
    return group


def rename_tag(kernel: Kernel, world: CorpWorld, key: str, name: str) -> None:
    """An administrator renames a tag or a group."""
    record = world.tags.get(key) or world.tag_groups.get(key)
    if record is None or record.deleted:
        raise Unknown("tag", key)
    record.name = name
    kind = "tag" if isinstance(record, Tag) else "tag_group"
    world.keep(kind, record)
    _tell_tag(kernel, world, "update", key, kind)


def remove_tag(kernel: Kernel, world: CorpWorld, key: str) -> None:
    """An administrator deletes a tag or a whole group (then only the group's event is sent)."""
    if key in world.tag_groups and not world.tag_groups[key].deleted:
        inside = {tag.tag_id for tag in world.tags.values() if tag.group_id == key and not tag.deleted}
        delete_tags(world, inside)
        _tell_tag(kernel, world, "delete", key, "tag_group")
    elif key in world.tags and not world.tags[key].deleted:
        delete_tags(world, {key})
        _tell_tag(kernel, world, "delete", key, "tag")
    else:
        raise Unknown("tag", key)


def _tell_tag(kernel: Kernel, world: CorpWorld, change: str, key: str, kind: str) -> None:
    tell(kernel, world, "change_external_tag", ChangeType=change, Id=key, TagType=kind)
