"""Prepares the gates: rules, windows, shares and which texts fail for which staff member."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from siyu.channels.sending.contracts import Message, PlanRequest, Purpose, QuotaMode, SendRules, State, Variant
from siyu.channels.sending.errors import VariantsOverfull
from siyu.channels.sending.rules.hours import Windows, quiet_until, windows_at
from siyu.channels.sending.rules.rendering import RenderFailed, Values, find_template_problem, list_variables, render
from siyu.channels.sending.rules.shares import PLACES, arm_bounds
from siyu.channels.sending.rules.wording import find_content_problem
from siyu.channels.sending.service.people import Speaker

_NO_CAP = 2**31 - 1


@dataclass(frozen=True, slots=True)
class BadText:
    """A text that fails for one staff member: at which gate and why."""

    staff_id: int
    arm: int
    gate: str
    reason: str


def speaker_values(speaker: Speaker) -> dict[str, dict[str, str | None]]:
    """What a text may say about the one who sends it."""
    return {"staff": {"name": speaker.name}, "corp": {"name": speaker.corp_name}}


def judge_text(message: Message, values: Values, banned: tuple[str, ...]) -> tuple[str, str] | str:
    """The rendered text, or the gate and reason for which it may not go out."""
    try:
        text = render(message.text, values)
    except RenderFailed as failure:
        return ("render", failure.reason)
    problem = find_content_problem(message, text, banned)
    return ("content", problem) if problem else text


def find_bad_texts(variants: Sequence[Variant], speakers: Sequence[Speaker], banned: tuple[str, ...]) -> list[BadText]:
    """Every staff member × variant whose text cannot be made or may not be said in a mass send."""
    found: list[BadText] = []
    for arm, variant in enumerate(variants):
        problem = find_template_problem(variant.message.text, is_mass=True)
        if problem:
            found += [BadText(speaker.staff_id, arm, "render", problem) for speaker in speakers]
        elif list_variables(variant.message.text):
            found += _judge_each(arm, variant.message, speakers, banned)
        elif isinstance(verdict := judge_text(variant.message, {}, banned), tuple):
            found += [BadText(speaker.staff_id, arm, *verdict) for speaker in speakers]
    return found


def _judge_each(arm: int, message: Message, speakers: Sequence[Speaker], banned: tuple[str, ...]) -> list[BadText]:
    verdicts = ((speaker, judge_text(message, speaker_values(speaker), banned)) for speaker in speakers)
    return [BadText(speaker.staff_id, arm, *verdict) for speaker, verdict in verdicts if isinstance(verdict, tuple)]


def quota_of(mode: QuotaMode, windows: Windows) -> tuple[int, tuple[datetime, datetime]]:
    """How many mass messages a customer may get, and in which window."""
    if mode is QuotaMode.DAILY_1:
        return 1, windows.day
    if mode is QuotaMode.WEEKLY_7:
        return 7, windows.week
    return (4 if mode is QuotaMode.MONTHLY_4 else windows.days_in_month), windows.month


def hold_until(request: PlanRequest, rules: SendRules, now: datetime, zone: ZoneInfo) -> tuple[datetime, str] | None:
    """Until when everybody waits, and why: the wished start, or the end of the quiet hours it falls into."""
    start = max(now, request.not_before) if request.not_before else now
    quiet = quiet_until(start, zone, rules.quiet_from, rules.quiet_to)
    if quiet is not None:
        return quiet, "quiet_hours"
    return (start, "not_yet") if start > now else None


def gate_parameters(
    request: PlanRequest, rules: SendRules, *, now: datetime, zone: ZoneInfo, speakers: Sequence[Speaker]
) -> dict[str, Any]:
    """Everything the planning statement needs to know, except where to begin and how many to take."""
    held = hold_until(request, rules, now, zone)
    unwanted = "expired" if request.not_after and (held[0] if held else now) >= request.not_after else None
    return {
        "origin": str(request.origin),
        "origin_id": request.origin_id,
        "visit": request.visit,
        "channel": request.channel,
        "purpose": str(request.purpose),
        "topic": request.topic,
        "now": now,
        "not_after": request.not_after,
        "ready": str(State.PLANNED),
        "unwanted": unwanted,
        "held_until": held[0] if held else None,
        "held_reason": held[1] if held else None,
        "able": [speaker.staff_id for speaker in speakers],
        **_share_parameters(request, rules),
        **_window_parameters(rules, windows_at(held[0] if held else now, zone)),
        **bad_text_parameters(find_bad_texts(request.variants, speakers, rules.banned_words)),
        **_event_parameters(request),
    }


def bad_text_parameters(bad: Sequence[BadText]) -> dict[str, Any]:
    """The failing texts as columns."""
    return {
        "bad_staff": [one.staff_id for one in bad],
        "bad_arms": [one.arm for one in bad],
        "bad_gates": [one.gate for one in bad],
        "bad_reasons": [one.reason for one in bad],
    }


def _share_parameters(request: PlanRequest, rules: SendRules) -> dict[str, Any]:
    try:
        bounds = arm_bounds([variant.share for variant in request.variants])
    except ValueError as error:
        raise VariantsOverfull from error
    own = f"{request.origin}:{request.origin_id}"
    is_many = len(request.variants) > 1
    return {
        "org_holdout": rules.holdout if request.purpose is Purpose.MARKETING else 0,
        "org_salt": rules.holdout_salt,
        "own_holdout": request.holdout,
        "own_salt": f"{own}:holdout",
        "arm_salt": f"{own}:arm",
        "bounds": bounds,
        "is_split": is_many or bounds[-1] < PLACES,
        "arms": len(request.variants),
        "variants": [variant.name if is_many else None for variant in request.variants],
    }


def _window_parameters(rules: SendRules, windows: Windows) -> dict[str, Any]:
    quota, quota_window = quota_of(rules.quota_mode, windows)
    spans = {"day": windows.day, "week": windows.week, "month": windows.month, "quota": quota_window}
    bounds = {f"{name}_{end}": span[end == "to"] for (name, span), end in product(spans.items(), ("from", "to"))}
    caps = {"day_cap": rules.day_cap, "week_cap": rules.week_cap, "month_cap": rules.month_cap}
    return bounds | {name: _NO_CAP if cap is None else cap for name, cap in caps.items()} | {"quota": quota}


def _event_parameters(request: PlanRequest) -> dict[str, Any]:
    base: dict[str, Any] = {
        "origin": str(request.origin),
        "channel": request.channel,
        "purpose": str(request.purpose),
        "topic": request.topic,
    }
    if str(request.origin) in ("campaign", "journey"):
        base[str(request.origin)] = request.origin_id
    return {
        "base": orjson.dumps(base).decode(),
        "key_head": f"{request.origin}:{request.origin_id}:",
        "key_tail": f":{request.visit}:{request.channel}:",
    }
