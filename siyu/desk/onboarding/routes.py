"""`/v1/onboarding`: the first steps."""

from typing import Literal

from fastapi import APIRouter

from siyu import staff
from siyu.desk.onboarding import queries
from siyu.desk.onboarding.rules import STEP_CODES, Step, steps_of
from siyu.runtime.database import UnitOfWork
from siyu.runtime.errors import NotFound
from siyu.runtime.http import Shape, TheHouse, needs
from siyu.runtime.viewer import Viewer

router = APIRouter(prefix="/v1/onboarding", tags=["desk"])


class StepOut(Shape):
    """One step; `done` comes from what the asker really did, never from a click on the list."""

    code: str
    zh: str
    en: str
    link: str
    state: Literal["open", "done", "skipped"]


class OnboardingOut(Shape):
    """The asker's first steps in order; no steps for roles that need none."""

    steps: list[StepOut]
    done_n: int
    is_dismissed: bool


class SkipIn(Shape):
    """A step to pass over, or to take up again."""

    step: str
    is_skipped: bool = True


class DismissIn(Shape):
    """Close the list, or open it again."""

    is_dismissed: bool = True


async def _shown(uow: UnitOfWork, viewer: Viewer, *, is_demo: bool) -> OnboardingOut:
    done = await queries.list_done(uow, viewer.user_id or 0, is_demo=is_demo)
    choices = await queries.find_choices(uow, viewer.user_id or 0)
    skipped = set(choices["skipped"]) if choices else set()
    steps = [_step(step, done, skipped) for step in steps_of(viewer)]
    return OnboardingOut(
        steps=steps,
        done_n=sum(step.state == "done" for step in steps),
        is_dismissed=bool(choices and choices["is_dismissed"]),
    )


def _step(step: Step, done: set[str], skipped: set[str]) -> StepOut:
    other: Literal["open", "skipped"] = "skipped" if step.code in skipped else "open"
    return StepOut(code=step.code, zh=step.zh, en=step.en, link=step.link, state="done" if step.code in done else other)


@router.get("", summary="My first steps")
async def onboarding(house: TheHouse, viewer: Viewer = needs(staff.OWN_ACCOUNT)) -> OnboardingOut:
    """Six for operators and administrators, others for managers and compliance."""
    async with house.unit() as uow:
        return await _shown(uow, viewer, is_demo=house.settings.demo)


@router.post("/skip", summary="Pass over a step, or take it up again")
async def skip(body: SkipIn, house: TheHouse, viewer: Viewer = needs(staff.OWN_ACCOUNT)) -> OnboardingOut:
    """A step that is done stays done."""
    if body.step not in STEP_CODES:
        raise NotFound(what="step")
    async with house.unit() as uow:
        choices = await queries.find_choices(uow, viewer.user_id or 0)
        skipped = set(choices["skipped"]) if choices else set()
        skipped = skipped | {body.step} if body.is_skipped else skipped - {body.step}
        await queries.save_choices(
            uow,
            viewer.user_id or 0,
            skipped=sorted(skipped),
            is_dismissed=bool(choices and choices["is_dismissed"]),
        )
        return await _shown(uow, viewer, is_demo=house.settings.demo)


@router.post("/dismiss", summary="Close the list of first steps, or open it again")
async def dismiss(body: DismissIn, house: TheHouse, viewer: Viewer = needs(staff.OWN_ACCOUNT)) -> OnboardingOut:
    """Closed lists can be opened again from the help menu."""
    async with house.unit() as uow:
        choices = await queries.find_choices(uow, viewer.user_id or 0)
        skipped = choices["skipped"] if choices else []
        await queries.save_choices(uow, viewer.user_id or 0, skipped=skipped, is_dismissed=body.is_dismissed)
        return await _shown(uow, viewer, is_demo=house.settings.demo)
