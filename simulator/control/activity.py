"""Tags and groups made in the clients, and mass sends confirmed there."""

import asyncio
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter

from simulator.clients import console, groups, mass
from simulator.clients.people import get_chat, make_customer
from simulator.control import forms
from simulator.control.corps import KernelHere, WorldHere

router = APIRouter(prefix="/corps/{corp_id}", tags=["activity"])


@router.get("/contact-ways")
async def list_contact_ways(world: WorldHere) -> list[dict[str, Any]]:
    """All 联系我 codes with their QR addresses and how often each was scanned."""
    return [asdict(way) for way in world.ways.values()]


@router.get("/tags")
async def list_tags(world: WorldHere) -> list[dict[str, Any]]:
    """All tags, deleted ones too."""
    return [asdict(tag) for tag in world.tags.values()]


@router.get("/groups")
async def list_groups(world: WorldHere) -> list[dict[str, Any]]:
    """All groups, dissolved ones too."""
    return [asdict(chat) for chat in world.chats.values()]


@router.post("/tags", status_code=201)
async def add_tags(form: forms.NewTags, kernel: KernelHere, world: WorldHere) -> dict[str, Any]:
    """An administrator makes tags: ``change_external_tag`` create."""
    group = console.create_tags(kernel, world, form.group_name, form.names)
    tags = [t for t in world.tags.values() if t.group_id == group.group_id and not t.deleted]
    return {"group_id": group.group_id, "tags": {tag.name: tag.tag_id for tag in tags}}


@router.patch("/tags/{key}")
async def rename_tag(key: str, form: forms.Rename, kernel: KernelHere, world: WorldHere) -> dict[str, Any]:
    """An administrator renames a tag or group: ``change_external_tag`` update."""
    console.rename_tag(kernel, world, key, form.name)
    return {"done": True}


@router.delete("/tags/{key}")
async def remove_tag(key: str, kernel: KernelHere, world: WorldHere) -> dict[str, Any]:
    """An administrator deletes a tag or group: ``change_external_tag`` delete."""
    console.remove_tag(kernel, world, key)
    return {"done": True}


@router.post("/groups", status_code=201)
async def add_group(form: forms.NewGroup, kernel: KernelHere, world: WorldHere) -> dict[str, Any]:
    """A member founds a customer group: ``change_external_chat`` create."""
    chat = groups.create_group(kernel, world, owner=form.owner, name=form.name, members=form.members)
    return asdict(chat)


@router.get("/groups/{chat_id}")
async def show_group(chat_id: str, world: WorldHere) -> dict[str, Any]:
    """One group as it is."""
    return asdict(get_chat(world, chat_id))


@router.post("/groups/{chat_id}/join")
async def join_group(chat_id: str, form: forms.JoinForm, kernel: KernelHere, world: WorldHere) -> dict[str, Any]:
    """People join: ``change_external_chat`` update / add_member."""
    return asdict(groups.join_group(kernel, world, chat_id, form.people, scene=form.scene, state=form.state))


@router.post("/groups/scan")
async def scan_join_way(form: forms.JoinScan, kernel: KernelHere, world: WorldHere) -> dict[str, Any]:
    """A customer scans a join way: the first group with room, then auto-created ones."""
    person = make_customer(kernel, world, **form.customer.known())
    chat = groups.scan_join_way(kernel, world, form.config_id, person.external_userid)
    return {"external_userid": person.external_userid, "chat_id": chat.chat_id}


@router.post("/groups/{chat_id}/leave")
async def leave_group(chat_id: str, form: forms.LeaveForm, kernel: KernelHere, world: WorldHere) -> dict[str, Any]:
    """People leave or are removed: ``change_external_chat`` update / del_member."""
    return asdict(groups.leave_group(kernel, world, chat_id, form.people, removed=form.removed))


@router.patch("/groups/{chat_id}")
async def change_group(chat_id: str, form: forms.GroupChanges, kernel: KernelHere, world: WorldHere) -> dict[str, Any]:
    """Rename, write a notice, hand over: one event for each."""
    return asdict(groups.change_group(kernel, world, chat_id, form.model_dump(exclude_none=True)))


@router.delete("/groups/{chat_id}")
async def dismiss_group(chat_id: str, kernel: KernelHere, world: WorldHere) -> dict[str, Any]:
    """The owner dissolves the group: ``change_external_chat`` dismiss."""
    groups.dismiss_group(kernel, world, chat_id)
    return {"done": True}


@router.get("/tasks")
async def list_open_tasks(
    kernel: KernelHere, world: WorldHere, msgid: str = "", userid: str = ""
) -> list[dict[str, Any]]:
    """Mass-send tasks that wait for their members."""
    found = mass.list_open_tasks(kernel, world, msgid=msgid, userid=userid)
    return [{"msgid": task.msgid, "userid": task.userid, "receivers": len(task.receivers)} for task in found]


@router.post("/personal-send")
async def send_personally(form: forms.PersonalSend, kernel: KernelHere, world: WorldHere) -> dict[str, Any]:
    """A member sends a mass message of their own (create_type 1); it counts for the quota."""
    done = mass.send_personally(kernel, world, form.userid, form.external_userids, form.text)
    return asdict(done)


@router.post("/confirm")
async def confirm(form: forms.ConfirmForm, kernel: KernelHere, world: WorldHere) -> dict[str, Any]:
    """Members press "send" on their open tasks; the answer counts what reached customers."""
    found = mass.list_open_tasks(kernel, world, msgid=form.msgid, userid=form.userid)
    chosen = found[: form.most] if form.most else found
    confirmed: list[mass.Confirmation] = []
    for task in chosen:
        done = mass.confirm_task(kernel, world, task)
        confirmed += [done] if done else []
        # Calls and callbacks go on between two members.
        await asyncio.sleep(0)
    return {
        "tasks": len(confirmed),
        "sent": sum(c.sent for c in confirmed),
        "not_friend": sum(c.not_friend for c in confirmed),
        "over_quota": sum(c.over_quota for c in confirmed),
    }
