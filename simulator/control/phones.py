"""What the two phones show and do, and the shop and the town's pace beside them."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from starlette.responses import FileResponse, Response

from simulator.clients import mass
from simulator.clients.errors import Unknown
from simulator.control import forms
from simulator.control.corps import KernelHere, WorldHere
from simulator.kernel import Kernel
from simulator.phones import reading
from simulator.shop import GOODS, till
from simulator.town.pace import Pace
from simulator.wecom.model import ContactWay
from simulator.wecom.world import CorpWorld

router = APIRouter(tags=["phones"])
_PICTURES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}


@router.get("/corps/{corp_id}/codes")
async def list_codes(world: WorldHere) -> list[dict[str, Any]]:
    """The live codes there are now: name, state, picture, who serves them."""
    return [show_code(world, way) for way in world.ways.values()]


@router.get("/codes/find")
async def find_code(code: str, kernel: KernelHere) -> dict[str, Any]:
    """The live code of any company by config_id, state or the address of its picture."""
    for world in kernel.world.corps.values():
        for way in world.ways.values():
            if code and code in (way.config_id, way.qr_code, way.body["state"]):
                return show_code(world, way)
    raise Unknown("contact way", code)


def show_code(world: CorpWorld, way: ContactWay) -> dict[str, Any]:
    """One live code as a person sees it."""
    members = [world.staff[userid.lower()] for userid in way.body["user"] if userid.lower() in world.staff]
    return {
        "corp_id": world.corp_id,
        "config_id": way.config_id,
        "name": way.body["remark"] or way.body["state"],
        "state": way.body["state"],
        "qr_code": way.qr_code,
        "skip_verify": way.body["skip_verify"],
        "members": [{"userid": member.userid, "name": member.name} for member in members],
        "used": way.used,
    }


@router.get("/corps/{corp_id}/phones/customer/{external_userid}")
async def show_customer_phone(world: WorldHere, external_userid: str, talking_to: str = "") -> dict[str, Any]:
    """A customer's phone: conversations and, with ``talking_to`` (userid), the messages of one."""
    return reading.show_customer_phone(world, external_userid, talking_to)


@router.get("/corps/{corp_id}/phones/staff/{userid}")
async def show_staff_phone(kernel: KernelHere, world: WorldHere, userid: str, talking_to: str = "") -> dict[str, Any]:
    """A member's phone: customers, tasks and, with ``talking_to`` (external_userid), messages and profile."""
    return reading.show_staff_phone(kernel, world, userid, talking_to)


@router.get("/corps/{corp_id}/phones/people")
async def list_people(world: WorldHere, name: str = "", limit: int = 60) -> dict[str, Any]:
    """Whom one can be: members, and the newest customers whose name contains ``name``."""
    staff = [{"userid": m.userid, "name": m.name} for m in world.staff.values() if m.external and not m.left_at]
    found: list[dict[str, Any]] = []
    for customer in reversed(world.customers.values()):
        if name in customer.name and len(found) < limit:
            found.append({key: getattr(customer, key) for key in ("external_userid", "name", "avatar")})
    return {"staff": staff, "customers": found}


@router.get("/corps/{corp_id}/media/{media_id}")
async def show_media(kernel: KernelHere, world: WorldHere, media_id: str) -> Response:
    """An uploaded picture; other files are only named on the phones."""
    media = world.media.get(media_id)
    path: Path = kernel.journal.folder / "media" / (media.sha256 if media else "")
    if media is None or not path.is_file():
        raise Unknown("media", media_id)
    with path.open("rb") as file:
        head = file.read(4)
    kind = next((kind for start, kind in _PICTURES.items() if head.startswith(start)), "")
    if not kind:
        raise Unknown("picture", media_id)
    return FileResponse(path, media_type=kind, headers={"x-content-type-options": "nosniff"})


@router.post("/corps/{corp_id}/ignore")
async def ignore_task(form: forms.IgnoreForm, world: WorldHere) -> dict[str, bool]:
    """A member leaves a mass-send task undone."""
    mass.ignore_task(world, form.msgid, form.userid)
    return {"done": True}


@router.put("/corps/{corp_id}/shop")
async def connect_shop(form: forms.ShopForm, world: WorldHere) -> dict[str, bool]:
    """Whom the phones' shop tells of visits and orders."""
    world.corp.shop = form.model_dump()
    world.keep_corp()
    return {"connected": True}


@router.get("/corps/{corp_id}/shop")
async def show_shop(world: WorldHere, external_userid: str = "") -> dict[str, Any]:
    """The goods, and the person's orders with the newest first."""
    mine = [asdict(order) for order in world.orders.values() if order.external_userid == external_userid]
    goods = [asdict(good) for good in GOODS]
    return {"connected": bool(world.corp.shop), "goods": goods, "orders": mine[::-1]}


@router.post("/corps/{corp_id}/shop/visits", status_code=201)
async def visit_shop(form: forms.VisitForm, kernel: KernelHere, world: WorldHere) -> dict[str, bool]:
    """A person looks at a product: ``product.viewed``."""
    await till.visit(kernel, world, form.external_userid, form.good)
    return {"done": True}


@router.post("/corps/{corp_id}/shop/orders", status_code=201)
async def order(form: forms.OrderForm, kernel: KernelHere, world: WorldHere) -> dict[str, Any]:
    """A person orders and pays: ``order.placed`` and ``order.paid``."""
    return asdict(await till.buy(kernel, world, form.external_userid, form.good, form.qty))


@router.get("/town")
async def show_town(kernel: KernelHere) -> dict[str, Any]:
    """How far the town has come and how fast it lives; ``living`` is false when none was heard lately."""
    return _show_pace(kernel)


@router.post("/town")
async def pace_town(form: forms.TownForm, kernel: KernelHere) -> dict[str, Any]:
    """Let the town live faster, slower, or stand still."""
    kernel.pace.change(speed=form.speed, paused=form.paused)
    return _show_pace(kernel)


@router.post("/town/pulse")
async def hear_town(form: forms.TownPulse, kernel: KernelHere) -> dict[str, Any]:
    """The town tells its time and learns its pace."""
    kernel.pace.hear(at=form.at, days=form.days, speed=form.speed)
    return _show_pace(kernel)


def _show_pace(kernel: Kernel) -> dict[str, Any]:
    pace: Pace = kernel.pace
    return {**pace.show(), "now": kernel.clock.now()}
