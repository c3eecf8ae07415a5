"""The books: what the pretend WeCom really applied. Goals are read from here."""

import asyncio
from collections import Counter
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from simulator.control.corps import KernelHere, WorldHere
from simulator.kernel import Kernel
from simulator.wecom.model import MassMessage
from simulator.wecom.world import CorpWorld

router = APIRouter(prefix="/corps/{corp_id}/books", tags=["books"])


class EffectQuery(BaseModel):
    """Which effects are wanted; ask again with ``after`` = the last ``seq``."""

    model_config = ConfigDict(extra="forbid")

    kind: str = ""
    key: str = ""
    subject: str = ""
    content: str = ""
    after: int = 0
    limit: int = Field(1000, ge=1, le=100_000)


@router.get("")
async def show_books(kernel: KernelHere, world: WorldHere) -> dict[str, Any]:
    """The summary: effects by kind, welcome codes, deliveries and duplicates, mass sends, calls."""
    kernel.journal.commit()
    effects = await asyncio.to_thread(kernel.books.count_by_kind, world.corp_id)
    delivered = await asyncio.to_thread(kernel.books.summarise_deliveries, world.corp_id)
    return {
        "corp_id": world.corp_id,
        "effects": effects,
        "welcome": _summarise_welcomes(world),
        "mass": {**delivered, **_summarise_plans(world)},
        "calls": _list_calls(kernel, world),
    }


@router.get("/effects")
async def list_effects(
    kernel: KernelHere,
    world: WorldHere,
    where: Annotated[EffectQuery, Query()],
) -> list[dict[str, Any]]:
    """Applied effects in order; ask again with ``after`` = the last ``seq``."""
    narrowed = where.model_dump(exclude={"after", "limit"})
    kernel.journal.commit()
    return await asyncio.to_thread(
        kernel.books.list_effects, world.corp_id, where=narrowed, after=where.after, limit=where.limit
    )


@router.get("/duplicates")
async def list_duplicates(
    kernel: KernelHere,
    world: WorldHere,
    kind: str = "delivery",
    by: Literal["content", "subject"] = "content",
) -> list[dict[str, Any]]:
    """Receivers that got the same content (or the same msgid, welcome code …) more than once."""
    kernel.journal.commit()
    return await asyncio.to_thread(kernel.books.list_duplicates, world.corp_id, kind=kind, by=by)


@router.get("/welcomes")
async def list_welcomes(world: WorldHere) -> list[dict[str, Any]]:
    """Every welcome code: to whom, when issued, used or why dead."""
    return [
        {
            "code": code.code,
            "userid": code.userid,
            "external_userid": code.external_userid,
            "issued_at": code.issued_at,
            "used_at": code.used_at or None,
            "killed": code.killed,
        }
        for code in world.welcomes.values()
    ]


@router.get("/mass-sends")
async def list_mass_sends(world: WorldHere) -> list[dict[str, Any]]:
    """Every mass send with its content hash and the results of its receivers."""
    return [_show_message(world, message) for message in world.messages.values()]


@router.get("/planned-twice")
async def list_planned_twice(world: WorldHere) -> list[dict[str, Any]]:
    """Receivers that stand in more than one living task with the same content, sent or not."""
    counts = _count_plans(world)
    return [
        {"key": receiver, "content": content, "count": count}
        for (receiver, content), count in counts.items()
        if count > 1
    ]


def _count_plans(world: CorpWorld) -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    for message in world.messages.values():
        if not message.cancelled_at:
            for task in world.tasks.get(message.msgid, {}).values():
                counts.update((receiver, message.content) for receiver in task.receivers)
    return counts


def _summarise_plans(world: CorpWorld) -> dict[str, int]:
    counts = _count_plans(world)
    return {
        "messages": len(world.messages),
        "planned": counts.total(),
        "planned_twice": counts.total() - len(counts),
    }


def _summarise_welcomes(world: CorpWorld) -> dict[str, int]:
    codes = world.welcomes.values()
    return {
        "issued": len(codes),
        "used": sum(bool(code.used_at) for code in codes),
        "used_within_10_s": sum(bool(code.used_at) and code.used_at - code.issued_at <= 10 for code in codes),
        "killed": sum(bool(code.killed) for code in codes),
    }


def _list_calls(kernel: Kernel, world: CorpWorld) -> list[dict[str, Any]]:
    return [
        {"path": path, "errcode": code, "count": count}
        for (corp_id, path, code), count in sorted(kernel.rates.answers.items())
        if corp_id == world.corp_id
    ]


def _show_message(world: CorpWorld, message: MassMessage) -> dict[str, Any]:
    tasks = list(world.tasks.get(message.msgid, {}).values())
    results = Counter(result for task in tasks for result in task.results)
    return {
        "msgid": message.msgid,
        "chat_type": message.chat_type,
        "content": message.content,
        "text": message.text.get("content", ""),
        "created_at": message.created_at,
        "cancelled_at": message.cancelled_at or None,
        "tasks": len(tasks),
        "confirmed_tasks": sum(bool(task.sent_at) for task in tasks),
        "planned": results.total(),
        "waiting": results[0],
        "sent": results[1],
        "not_friend": results[2],
        "over_quota": results[3],
        "unreachable": len(message.fail_list),
    }
