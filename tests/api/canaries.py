"""Three customers of three members in two teams, with everything about them that must stay in its team."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from sqlalchemy import text

from siyu import corps, customers, staff
from siyu.channels.sending.tables import messages
from siyu.commerce.tables import orders, shops
from siyu.customers import FollowFacts, IdentityKind, Known
from siyu.customers.service.profiles import update_profiles
from siyu.runtime.house import House
from siyu.runtime.viewer import Scope, Viewer, system_viewer
from siyu.warehouse import Warehouse
from siyu.warehouse.loader import Loader

MEMBERS = ("amy", "bob", "cora")  # amy and bob are of one team, cora of another


@dataclass(frozen=True)
class Canary:
    """A customer and the words that betray them."""

    member: str
    customer_id: int
    order_id: int

    @property
    def words(self) -> tuple[str, ...]:
        """What no viewer beyond the scope may read anywhere."""
        return (f"金丝雀{self.member}", f"wmCanary{self.member}", f"ORDER-{self.member}", f"remark-{self.member}")


@dataclass(frozen=True)
class World:
    """What was planted."""

    corp_id: int
    staff: dict[str, int]
    canaries: dict[str, Canary]
    group_id: int
    tag_id: int
    code_id: int

    def viewer(self, role: str) -> Viewer:
        """A viewer with the rights and the scope of a built-in role; amy's, or of amy's team."""
        built_in = staff.BUILT_IN[role]
        seen = {Scope.OWN: ["amy"], Scope.TEAM: ["amy", "bob"], Scope.ALL: []}[built_in.scope]
        ids = frozenset(self.staff[name] for name in seen) if role != "developer" else frozenset()
        own = self.staff["amy"] if ids else None
        key = 1 if role == "developer" else None
        return Viewer(
            1, own, built_in.scope, staff_ids=ids, rights=built_in.rights, roles=frozenset({role}), api_key_id=key
        )

    def visible(self, role: str) -> set[str]:
        """Whose customers a role sees."""
        viewer = self.viewer(role)
        return {name for name in MEMBERS if viewer.sees_everyone or self.staff[name] in viewer.staff_ids}


@dataclass
class ByHeader:
    """The sign-in of this test: the role stands in a header."""

    world: World

    async def viewer_of(self, request: Request) -> Viewer | None:
        """The viewer of the role named; nobody without one."""
        role = request.headers.get("x-role")
        return self.world.viewer(role) if role else None


async def plant(house: House) -> World:
    """Write everything and tell where it is."""
    corp = await corps.save_corp(
        house, corps.CorpSetup(name="示例商贸", wecom_corp_id="wwdemo", api_base="http://127.0.0.1:1")
    )
    async with house.unit() as uow:
        ids = {name: (await staff.ensure_member(uow, corp_id=corp.id, userid=name)).id for name in MEMBERS}
        shop = {
            "key": "mall",
            "name": "商城",
            "sales_channel": "web_shop",
            "secret_sealed": "-",
            "created_at": uow.now(),
        }
        shop_id = (await uow.execute(shops.insert().returning(shops.c.id), shop)).scalar_one()
        canaries = {}
        for number, name in enumerate(MEMBERS):
            facts = FollowFacts(corp.id, ids[name], f"wmCanary{name}", house.clock.now())
            person = (await customers.start_follow(uow, facts, source="wecom_callback")).customer_id
            await update_profiles(uow, {person: {"name": f"金丝雀{name}"}}, source="wecom_sync")
            phone = Known(IdentityKind.PHONE, f"1391111000{number}")
            await customers.link_identity(uow, person, phone, source="open_api", vault=house.vault)
            canaries[name] = Canary(name, person, await _order(uow, shop_id, person, name))
        await uow.execute(
            text("UPDATE follows SET remark = 'remark-' || (SELECT userid FROM staff_members WHERE id = staff_id)")
        )
        people = [one.customer_id for one in canaries.values()]
        group_id, tag_id = await _tag(uow, corp.id, people)
        code_id = await _code(uow, corp.id, ids, canaries)
    return World(corp.id, ids, canaries, group_id, tag_id, code_id)


async def _code(uow: Any, corp_id: int, ids: dict[str, int], canaries: dict[str, Canary]) -> int:
    """A live code through which everybody came."""
    made = text(
        "INSERT INTO live_codes (corp_id, state_code, status, spec, staff_ids, created_at, changed_at)"
        " VALUES (:corp_id, 'lccanary', 'active', cast(:spec AS jsonb), :staff_ids, :now, :now) RETURNING id"
    )
    spec = json.dumps({"name": "门店", "staff_ids": list(ids.values())})
    values = {"corp_id": corp_id, "spec": spec, "staff_ids": list(ids.values()), "now": uow.now()}
    code_id = int((await uow.execute(made, values)).scalar_one())
    came = text(
        "INSERT INTO live_code_adds (code_id, customer_id, staff_id, spell, is_first, started_at)"
        " VALUES (:code_id, :customer_id, :staff_id, 1, true, :now)"
    )
    for name, one in canaries.items():
        add = {"code_id": code_id, "customer_id": one.customer_id, "staff_id": ids[name], "now": uow.now()}
        await uow.execute(came, add)
    return code_id


async def _tag(uow: Any, corp_id: int, people: list[int]) -> tuple[int, int]:
    viewer = system_viewer()
    (tag_id,) = (await customers.ensure_tags(uow, ["重点"])).values()
    await customers.add_tags(uow, viewer, people, [tag_id], by="staff", source="console")
    group = (await uow.execute(text("SELECT group_id FROM tags WHERE id = :id"), {"id": tag_id})).scalar_one()
    return group, tag_id


async def _order(uow: Any, shop_id: int, person: int, name: str) -> int:
    now = uow.now()
    values = {
        "shop_id": shop_id,
        "number": f"ORDER-{name}",
        "customer_id": person,
        "origin_customer_id": person,
        "state": "paid",
        "sales_channel": "web_shop",
        "total_cents": 100,
        "paid_cents": 100,
        "placed_at": now,
        "paid_at": now,
        "happened_at": now,
        "created_at": now,
        "updated_at": now,
    }
    return int((await uow.execute(orders.insert().returning(orders.c.id), values)).scalar_one())


async def plant_messages(house: House, world: World, campaign_id: int) -> None:
    """One message of the campaign to each customer, by their member."""
    async with house.unit() as uow:
        for name, canary in world.canaries.items():
            values = {
                "customer_id": canary.customer_id,
                "origin_id": campaign_id,
                "origin": "campaign",
                "visit": 1,
                "channel": "wecom",
                "purpose": "marketing",
                "topic": "general",
                "state": "planned",
                "corp_id": world.corp_id,
                "staff_id": world.staff[name],
                "external_userid": f"wmCanary{name}",
                "planned_at": uow.now(),
                "due_at": uow.now(),
                "changed_at": uow.now(),
            }
            await uow.execute(messages.insert(), values)


async def load_warehouse(house: House) -> None:
    """Everything said so far is in the warehouse, and so is what the customers are like."""
    loader = Loader(house.database, house.get(Warehouse).client, house.settings.zone, block_rows=1000)
    async with loader.alone():
        await loader.begin_anew("a test begins")
    await loader.catch_up()


def ids_in(body: Any, *names: str) -> Iterator[int]:
    """Every value under one of these names, however deep."""
    if isinstance(body, dict):
        for name, value in body.items():
            if name in names:
                yield from (one for one in (value if isinstance(value, list) else [value]) if isinstance(one, int))
            yield from ids_in(value, *names)
    elif isinstance(body, list):
        for part in body:
            yield from ids_in(part, *names)
