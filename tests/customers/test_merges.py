"""One person, several keys: merges by strong keys, conflicts, and taking it back."""

import pytest
from sqlalchemy import text

from siyu import customers
from siyu.customers import IdentityKind, Known
from siyu.customers.queries import merges as merge_queries
from siyu.customers.service import merges as service
from siyu.kit.paging import Paging
from siyu.runtime.database import Database
from siyu.runtime.house import House
from siyu.warehouse import catalogue
from tests.customers.people import EVERYONE, a_viewer, befriend, names_said, properties_of


async def person(database: Database, *keys: tuple[IdentityKind, str]) -> int:
    """A customer with these identities, the first of which makes them."""
    async with database.unit() as uow:
        kind, value = keys[0]
        found = await customers.identify(uow, kind=kind, value=value, source="open_api")
        assert found is not None
        for kind, value in keys[1:]:
            found = await service.link_identity(uow, found, Known(kind, value), source="open_api")
        return found


async def test_the_same_unionid_makes_two_records_one_person(database: Database) -> None:
    shop = await person(database, (IdentityKind.SHOP_BUYER, "b1"), (IdentityKind.UNIONID, "u1"))
    friend = (await befriend(database, "wmWang", 11)).customer_id
    async with database.unit() as uow:
        survivor = await customers.link_identity(uow, friend, Known(IdentityKind.UNIONID, "u1"), source="wecom_sync")
    assert survivor == shop
    async with database.unit() as uow:
        assert await customers.resolve(uow, [shop, friend]) == {shop: shop, friend: shop}
        [said] = await properties_of(uow, "customer_merged")
        assert said == {"loser": friend, "rule": "same_unionid", "strength": "strong"}
        assert catalogue.find_problem("customer_merged", said, has_customer=True, has_staff=False) is None
        found = await customers.identify(uow, kind=IdentityKind.EXTERNAL, value="wmWang", source="x", create=False)
        assert found == shop


async def test_a_verified_phone_merges_however_it_is_written(house: House) -> None:
    async with house.unit() as uow:
        phone, vault = IdentityKind.PHONE, house.vault
        first = await customers.identify(uow, kind=phone, value="138 1234 5678", source="import", vault=vault)
        second = await customers.identify(uow, kind=IdentityKind.SHOP_BUYER, value="b1", source="open_api")
        assert first is not None
        assert second is not None
        known = Known(phone, "+86-138-1234-5678")
        assert await customers.link_identity(uow, second, known, source="open_api", vault=vault) == first
        assert await customers.read_phone(uow, vault, first) == "+8613812345678"


async def test_a_phone_is_stored_sealed_and_shown_masked(house: House) -> None:
    async with house.unit() as uow:
        await customers.identify(uow, kind=IdentityKind.PHONE, value="13812345678", source="import", vault=house.vault)
        row = (await uow.execute(text("SELECT * FROM customers"))).mappings().one()
        assert (row["phone_masked"], row["phone_tail"]) == ("138****5678", "5678")
        everything = str(row) + str((await uow.execute(text("SELECT * FROM identities"))).all())
        await uow.flush()
        everything += str((await uow.execute(text("SELECT * FROM events"))).all())
    assert "13812345678" not in everything


@pytest.mark.parametrize("kind", [IdentityKind.UNIONID, IdentityKind.MEMBER_NO])
async def test_two_strongly_known_people_never_merge_by_themselves(house: House, kind: IdentityKind) -> None:
    database = house.database
    left = await person(database, (kind, "one"))
    right = await person(database, (kind, "two"))
    async with database.unit() as uow:
        known = Known(IdentityKind.PHONE, "13812345678")
        await customers.link_identity(uow, left, known, source="open_api", vault=house.vault)
        assert await customers.link_identity(uow, right, known, source="open_api", vault=house.vault) == right
    async with database.unit() as uow:
        assert "customer_merged" not in await names_said(uow)
        [conflict] = (await service.list_conflicts(uow, EVERYONE, Paging())).items
        assert (conflict.left_customer_id, conflict.right_customer_id, conflict.kind) == (left, right, "phone")


async def test_a_weak_key_never_merges(database: Database) -> None:
    left = await person(database, (IdentityKind.SHOP_BUYER, "b1"))
    right = await person(database, (IdentityKind.UNIONID, "u1"))
    async with database.unit() as uow:
        known = Known(IdentityKind.SHOP_BUYER, "b1")
        assert await customers.link_identity(uow, right, known, source="open_api") == right
        assert await customers.resolve(uow, [left, right]) == {left: left, right: right}


async def test_taking_a_merge_back_gives_everything_back(database: Database) -> None:
    wang = (await befriend(database, "wmWang", 11)).customer_id
    li = (await befriend(database, "wmLi", 22)).customer_id
    async with database.unit() as uow:
        [tag] = (await customers.ensure_tags(uow, ["老客"])).values()
        await customers.add_tags(uow, EVERYONE, [li], [tag], by="staff", source="console")
        before = await _everything(uow)
        merge = await service.merge_customers(uow, EVERYONE, wang, li, reason="同一人")
    async with database.unit() as uow:
        assert await _everything(uow) != before
        assert await service.unmerge(uow, EVERYONE, merge, reason="弄错了") == li
        assert await _everything(uow) == before
    async with database.unit() as uow:
        assert (await names_said(uow))[-2:] == ["customer_merged", "customer_unmerged"]


async def test_a_pair_judged_apart_is_not_merged_again_by_the_same_key(database: Database) -> None:
    left = await person(database, (IdentityKind.SHOP_BUYER, "b1"), (IdentityKind.UNIONID, "u1"))
    right = await person(database, (IdentityKind.SHOP_BUYER, "b2"))
    async with database.unit() as uow:
        await customers.link_identity(uow, right, Known(IdentityKind.UNIONID, "u1"), source="open_api")
        [merge] = await merge_queries.list_merges(uow, left)
        await service.unmerge(uow, EVERYONE, merge["id"], reason="夫妻共用")
        await customers.link_identity(uow, right, Known(IdentityKind.UNIONID, "u1"), source="open_api")
        assert await customers.resolve(uow, [right]) == {right: right}


async def test_chains_of_merges_lead_to_the_last_survivor(database: Database) -> None:
    ids = [await person(database, (IdentityKind.SHOP_BUYER, f"b{number}")) for number in range(4)]
    async with database.unit() as uow:
        await service.merge_customers(uow, EVERYONE, ids[2], ids[3], reason="x")
        await service.merge_customers(uow, EVERYONE, ids[1], ids[2], reason="x")
        await service.merge_customers(uow, EVERYONE, ids[0], ids[3], reason="x")
        assert set((await customers.resolve(uow, ids)).values()) == {ids[0]}


async def test_nobody_merges_customers_they_do_not_see(database: Database) -> None:
    mine = (await befriend(database, "wmWang", 11)).customer_id
    theirs = (await befriend(database, "wmLi", 22)).customer_id
    async with database.unit() as uow:
        with pytest.raises(customers.CustomerNotFound):
            await service.merge_customers(uow, a_viewer(11), mine, theirs, reason="x")


async def _everything(uow) -> list[object]:  # type: ignore[no-untyped-def]
    found: list[object] = []
    for query in (
        "SELECT id, name, merged_into, first_source, last_source FROM customers ORDER BY id",
        "SELECT id, customer_id FROM identities ORDER BY id",
        "SELECT id, customer_id, is_current FROM follows ORDER BY id",
        "SELECT customer_id, tag_id FROM customer_tags WHERE is_on ORDER BY 1, 2",
    ):
        found.append((await uow.execute(text(query))).all())
    return found
