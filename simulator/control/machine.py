"""The machine itself: clock, faults, quotas, callbacks under way."""

import asyncio
import time
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter

from simulator.callbacks.switches import Switches
from simulator.clients.errors import CannotDo, Unknown
from simulator.control import forms
from simulator.control.corps import KernelHere, WorldHere
from simulator.faults import KINDS
from simulator.kernel import Kernel

router = APIRouter(tags=["machine"])


@router.get("/health")
async def show_health(kernel: KernelHere) -> dict[str, Any]:
    """The simulator is up."""
    return {"status": "ok", "corps": len(kernel.world.corps), "seed": kernel.seed}


@router.get("/clock")
async def show_clock(kernel: KernelHere) -> dict[str, float]:
    """Simulated time and its speed."""
    return _show_clock(kernel)


@router.post("/clock")
async def change_clock(form: forms.ClockForm, kernel: KernelHere) -> dict[str, float]:
    """Move the clock. ``advance_s`` is relative; ``speed`` 0 freezes it; ``real`` undoes everything."""
    at = form.at
    if form.advance_s is not None:
        at = (kernel.clock.now() if at is None else at) + form.advance_s
    kernel.change_clock(at=at, speed=form.speed, real=form.real)
    return _show_clock(kernel)


@router.post("/faults", status_code=201)
async def add_fault(form: forms.FaultForm, kernel: KernelHere) -> dict[str, Any]:
    """Put a fault rule in force."""
    if form.kind not in KINDS:
        raise CannotDo(f"kind must be one of {', '.join(KINDS)}", 422)
    return asdict(kernel.faults.add(**form.model_dump()))


@router.get("/faults")
async def list_faults(kernel: KernelHere) -> list[dict[str, Any]]:
    """The rules in force, with how often each struck (``hits``) and applied its effect (``applied``)."""
    return [asdict(rule) for rule in kernel.faults.rules.values()]


@router.delete("/faults")
async def remove_all_faults(kernel: KernelHere) -> dict[str, int]:
    """Take all rules out of force."""
    return {"removed": kernel.faults.remove()}


@router.delete("/faults/{fault_id}")
async def remove_fault(fault_id: str, kernel: KernelHere) -> dict[str, int]:
    """Take one rule out of force."""
    if not kernel.faults.remove(fault_id):
        raise Unknown("fault", fault_id)
    return {"removed": 1}


@router.delete("/quotas")
async def reset_quotas(kernel: KernelHere) -> dict[str, bool]:
    """Forget all counted calls and blocks."""
    kernel.rates.reset()
    return {"done": True}


@router.get("/corps/{corp_id}/callbacks")
async def show_callbacks(kernel: KernelHere, world: WorldHere) -> dict[str, Any]:
    """Counts and answer times of deliveries, how many are under way, and the switches."""
    return {
        **kernel.sender.log.summarise(world.corp_id),
        "open": kernel.busy(world.corp_id),
        "switches": Switches(**world.corp.callbacks).model_dump(),
    }


@router.get("/corps/{corp_id}/callbacks/log")
async def list_deliveries(
    kernel: KernelHere, world: WorldHere, outcome: str = "", after: int = 0, limit: int = 1000
) -> list[dict[str, Any]]:
    """Finished deliveries by id: ``accepted``, ``failed`` or ``lost``, with their plaintext."""
    return kernel.sender.log.list_finished(world.corp_id, outcome=outcome, after=after, limit=limit)


@router.delete("/corps/{corp_id}/callbacks/times")
async def reset_times(kernel: KernelHere, world: WorldHere) -> dict[str, bool]:
    """Forget the answer times, so that a measurement starts afresh."""
    kernel.sender.log.reset_times()
    return {"done": True}


@router.post("/corps/{corp_id}/callbacks/drain")
async def drain(form: forms.DrainForm, kernel: KernelHere, world: WorldHere) -> dict[str, Any]:
    """Wait until nothing is under way any more."""
    limit = time.monotonic() + form.timeout_s
    while kernel.busy(world.corp_id) and time.monotonic() < limit:
        await asyncio.sleep(0.01)
    return {"open": kernel.busy(world.corp_id), **kernel.sender.log.summarise(world.corp_id)}


def _show_clock(kernel: Kernel) -> dict[str, float]:
    return {"now": kernel.clock.now(), "speed": kernel.clock.setting.speed}
