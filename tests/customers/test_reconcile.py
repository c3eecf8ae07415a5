"""The second road against a pretend WeCom: whatever was missed, we end up knowing what it knows."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from siyu import customers
from siyu.customers import FollowFacts
from siyu.customers.jobs import push_tags
from siyu.customers.service.tag_catalogue import delete_tag, rename_tag
from siyu.kit.paging import Paging
from siyu.runtime.house import House
from siyu.runtime.viewer import system_viewer
from tests.customers.conftest import Outside, member_id
from tests.customers.people import EVERYONE, names_said, properties_of

Truth = dict[tuple[str, str], tuple[str, frozenset[str]]]


def truth_of(outside: Outside) -> Truth:
    """What WeCom's lists show: (member, customer) → remark and names of tags."""
    found: Truth = {}
    for relation in outside.company.relations():
        if relation["pending"] != "accept":
            key = (relation["userid"].lower(), relation["external_userid"])
            found[key] = (relation["remark"], frozenset(relation["tags"]))
    return found


async def ours(house: House) -> Truth:
    """What we know to stand in members' lists; a customer who left stays in the member's list."""
    async with house.unit() as uow:
        rows = await uow.execute(
            text("""
                SELECT lower(staff_members.userid) AS userid, follows.external_userid, follows.remark,
                       ARRAY(SELECT tags.wecom_id FROM follow_tags JOIN tags ON tags.id = tag_id
                             WHERE follow_id = follows.id AND state = 'on') AS tags
                FROM (SELECT DISTINCT ON (staff_id, external_userid) * FROM follows
                      ORDER BY staff_id, external_userid, spell DESC) AS follows
                JOIN staff_members ON staff_members.id = follows.staff_id
                WHERE follows.unlisted_at IS NULL
            """)
        )
        return {(row.userid, row.external_userid): (row.remark, frozenset(row.tags)) for row in rows}


async def live(house: House) -> set[tuple[str, str]]:
    async with house.unit() as uow:
        rows = await uow.execute(
            text("""
                SELECT lower(staff_members.userid) AS userid, external_userid FROM follows
                JOIN staff_members ON staff_members.id = follows.staff_id WHERE is_live
            """)
        )
        return {(row.userid, row.external_userid) for row in rows}


async def test_old_friends_are_taken_in_with_remarks_tags_and_profile(house: House, outside: Outside) -> None:
    tags = outside.company.add_tags("肤质", ["干性", "油性"])
    friends = outside.company.befriend_many(30, ["amy", "bob"], tags=[tags["干性"]])
    outside.company.edit_customer("amy", friends[0], remark="王姐")
    outside.pass_time()
    await customers.reconcile_now(house, outside.corp.id)
    assert await ours(house) == truth_of(outside)
    async with house.unit() as uow:
        said = await properties_of(uow, "follow_started")
        assert len(said) == len(await properties_of(uow, "tag_added")) == 30
        page = await customers.list_customers(uow, EVERYONE, customers.CustomerFilter(text="王姐"), Paging())
        assert page.total == 1
        assert page.items[0].name
        assert [tag.name for tag in page.items[0].tags] == ["干性"]


async def test_a_second_run_finds_nothing_new(house: House, outside: Outside) -> None:
    outside.company.befriend_many(25, ["amy", "bob"])
    outside.pass_time()
    await customers.reconcile_now(house, outside.corp.id)
    async with house.unit() as uow:
        before = await names_said(uow)
    outside.pass_time()
    await customers.reconcile_now(house, outside.corp.id)
    async with house.unit() as uow:
        assert await names_said(uow) == before


async def test_a_lost_deletion_ends_the_relation_by_unknown(house: House, outside: Outside) -> None:
    [friend] = outside.company.befriend_many(1, ["amy"])
    outside.pass_time()
    await customers.reconcile_now(house, outside.corp.id)
    outside.company.delete("amy", friend, by="staff")
    now = outside.pass_time()
    await customers.reconcile_now(house, outside.corp.id)
    async with house.unit() as uow:
        row = (await uow.execute(text("SELECT * FROM events WHERE name = 'follow_ended'"))).mappings().one()
    assert (row["properties"]["by"], row["source"], row["occurred_basis"]) == ("unknown", "wecom_sync", "received")
    assert abs(row["occurred_at"] - now) <= timedelta(milliseconds=1)


async def test_a_relation_lost_and_made_again_unnoticed_is_the_next_spell(house: House, outside: Outside) -> None:
    [friend] = outside.company.befriend_many(1, ["amy"])
    outside.pass_time()
    await customers.reconcile_now(house, outside.corp.id)
    outside.company.delete("amy", friend, by="staff")
    outside.pass_time()
    outside.company.scan(userid="amy", customer={"external_userid": friend})
    outside.pass_time()
    await customers.reconcile_now(house, outside.corp.id)
    async with house.unit() as uow:
        assert [said["spell"] for said in await properties_of(uow, "follow_started")] == [1, 2]
        assert [said["by"] for said in await properties_of(uow, "follow_ended")] == ["unknown"]


async def test_a_customer_who_left_is_not_revived_by_the_members_list(house: House, outside: Outside) -> None:
    [friend] = outside.company.befriend_many(1, ["amy"])
    outside.pass_time()
    await customers.reconcile_now(house, outside.corp.id)
    outside.company.delete("amy", friend, by="customer")
    left_at = outside.pass_time()
    amy = await member_id(house, outside.corp, "amy")
    async with house.unit() as uow:
        await customers.end_follow(
            uow, corp_id=outside.corp.id, staff_id=amy, external_userid=friend, by="customer", occurred_at=left_at,
            source="wecom_callback",
        )  # fmt: skip
    outside.pass_time()
    await customers.reconcile_now(house, outside.corp.id)
    assert await live(house) == set()
    assert set(await ours(house)) == {("amy", friend)}


async def test_the_same_unionid_at_wecom_and_in_the_shop_is_one_person(house: House, outside: Outside) -> None:
    async with house.unit() as uow:
        kind = customers.IdentityKind
        shop = await customers.identify(uow, kind=kind.SHOP_BUYER, value="b1", source="open_api")
        assert shop is not None
        await customers.link_identity(uow, shop, customers.Known(kind.UNIONID, "o-wang"), source="open_api")
    met = outside.company.scan(userid="amy", customer={"unionid": "o-wang"})
    outside.pass_time()
    await customers.reconcile_now(house, outside.corp.id)
    async with house.unit() as uow:
        kind = customers.IdentityKind
        found = await customers.identify(uow, kind=kind.EXTERNAL, value=met.external_userid, source="x", create=False)
        assert found == shop
        assert len((await uow.execute(customers.live_follows().where(text(f"customer_id = {shop}")))).all()) == 1


async def test_nobody_named_by_wecom_ends_nothing(house: House, outside: Outside) -> None:
    outside.company.befriend_many(3, ["amy"])
    outside.pass_time()
    await customers.reconcile_now(house, outside.corp.id)
    outside.company.set_credential(visible_users=[], visible_departments=[])
    outside.pass_time()
    assert await customers.reconcile_now(house, outside.corp.id) is None
    assert len(await live(house)) == 3


async def test_tags_put_on_here_reach_every_relation_and_come_back_unchanged(house: House, outside: Outside) -> None:
    push = push_tags.turn
    met = outside.company.scan(userid="amy")
    outside.company.scan(userid="bob", customer={"external_userid": met.external_userid})
    outside.pass_time()
    await customers.reconcile_now(house, outside.corp.id)
    async with house.unit() as uow:
        [tag] = (await customers.ensure_tags(uow, ["老客"], group="会员", corp_id=outside.corp.id)).values()
        [person] = (await uow.execute(text("SELECT id FROM customers"))).scalars()
        await customers.add_tags(uow, system_viewer(), [person], [tag], by="rule", source="worker")
    while await push(house):
        pass
    marked = outside.company.effects(kind="tag_added")
    assert {effect["subject"] for effect in marked} == {"amy", "bob"}
    outside.pass_time()
    await customers.reconcile_now(house, outside.corp.id)
    assert await ours(house) == truth_of(outside)
    async with house.unit() as uow:
        assert len(await properties_of(uow, "tag_added")) == 1
        await customers.remove_tags(uow, system_viewer(), [person], [tag], by="rule", source="worker")
    while await push(house):
        pass
    assert {relation["tags"] == [] for relation in outside.company.relations()} == {True}
    assert len(outside.company.effects(kind="tag_made")) == 1


async def test_a_tag_renamed_here_is_renamed_at_wecom_and_a_deleted_one_deleted(house: House, outside: Outside) -> None:
    push = push_tags.turn
    tags = outside.company.add_tags("肤质", ["干性", "油性"])
    friends = outside.company.befriend_many(2, ["amy"], tags=[tags["干性"]])
    outside.pass_time()
    await customers.reconcile_now(house, outside.corp.id)
    async with house.unit() as uow:
        ids = {row.name: row.id for row in await uow.execute(text("SELECT id, name FROM tags"))}
        await rename_tag(uow, EVERYONE, ids["油性"], "混合")
        await delete_tag(uow, EVERYONE, ids["干性"])
    while await push(house):
        pass
    assert {effect["kind"] for effect in outside.company.effects()} >= {"tag_edited", "tag_deleted"}
    outside.pass_time()
    await customers.reconcile_now(house, outside.corp.id)
    async with house.unit() as uow:
        names = (await uow.execute(text("SELECT name FROM tags WHERE NOT is_deleted"))).scalars().all()
        assert names == ["混合"]
        assert len(await properties_of(uow, "tag_removed")) == len(friends)


async def test_a_lost_answer_to_a_new_tag_does_not_make_it_twice(house: House, outside: Outside) -> None:
    push = push_tags.turn
    async with house.unit() as uow:
        await customers.ensure_tags(uow, ["老客"], group="会员", corp_id=outside.corp.id)
    outside.simulator.add_fault("cut_after", "externalcontact/add_corp_tag")
    try:
        await push(house)
        while await push(house):
            pass
    finally:
        outside.simulator.clear_faults()
    assert len(outside.company.effects(kind="tag_made")) == 1
    async with house.unit() as uow:
        assert (await uow.execute(text("SELECT wecom_id IS NOT NULL FROM tags"))).scalars().all() == [True]


class History:
    """Random things people do; some of them reach us as callbacks, 20 % never do."""

    def __init__(self, house: House, outside: Outside, seed: int) -> None:
        self.house, self.outside, self.chance = house, outside, random.Random(seed)
        self.people: list[str] = []
        self.late: list[Any] = []
        self.tags = list(outside.company.add_tags("意向", ["高", "中", "低"]).values())

    async def live_through(self, steps: int) -> None:
        for _ in range(steps):
            acts = [self.meet, self.meet, self.part, self.note, self.mark]
            await self.chance.choice(acts)()
            self.outside.pass_time(self.chance.randint(61, 5000))
        self.chance.shuffle(self.late)
        for callback in self.late:
            await callback()

    async def meet(self) -> None:
        known = self.chance.choice(self.people) if self.people and self.chance.random() < 0.4 else ""
        met = self.outside.company.scan(
            userid=self.chance.choice(["amy", "bob"]), customer={"external_userid": known} if known else None
        )
        self.people.append(met.external_userid)
        if met.outcome == "added":
            self.tell("start", met.userid, met.external_userid)

    async def part(self) -> None:
        friends = [r for r in self.outside.company.relations() if not r["customer_left_at"]]
        if friends:
            chosen = self.chance.choice(friends)
            self.outside.company.delete(chosen["userid"], chosen["external_userid"], by="staff")
            self.tell("staff", chosen["userid"], chosen["external_userid"])

    async def note(self) -> None:
        if relations := self.outside.company.relations():
            chosen = self.chance.choice(relations)
            self.outside.company.edit_customer(
                chosen["userid"], chosen["external_userid"], remark=f"备注{self.chance.randint(0, 99)}"
            )

    async def mark(self) -> None:
        if relations := self.outside.company.relations():
            chosen = self.chance.choice(relations)
            add, remove = self.chance.sample(self.tags, 2)
            self.outside.company.edit_customer(
                chosen["userid"], chosen["external_userid"], add_tags=[add], remove_tags=[remove]
            )

    def tell(self, what: str, userid: str, external: str) -> None:
        at = datetime.fromtimestamp(int(self.outside.clock.now().timestamp()), UTC)
        if self.chance.random() < 0.2:
            return

        async def callback() -> None:
            staff_id = await member_id(self.house, self.outside.corp, userid)
            corp_id = self.outside.corp.id
            async with self.house.unit() as uow:
                if what == "start":
                    facts = FollowFacts(corp_id, staff_id, external, at)
                    await customers.start_follow(uow, facts, source="wecom_callback")
                else:
                    await customers.end_follow(
                        uow, corp_id=corp_id, staff_id=staff_id, external_userid=external, by=what, occurred_at=at,
                        source="wecom_callback",
                    )  # fmt: skip

        self.late += [callback] * self.chance.randint(1, 3)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_after_lost_repeated_and_shuffled_callbacks_a_run_makes_us_agree(
    house: House, outside: Outside, seed: int
) -> None:
    history = History(house, outside, seed)
    await history.live_through(40)
    outside.pass_time()
    await customers.reconcile_now(house, outside.corp.id)
    assert await ours(house) == truth_of(outside)
    assert await live(house) == set(truth_of(outside))
