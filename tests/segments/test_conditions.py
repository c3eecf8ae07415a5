"""Every condition finds exactly the people it describes, in a real warehouse."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from siyu import segments
from siyu.runtime.viewer import Scope, Viewer, system_viewer
from siyu.segments.service.asking import list_members
from tests.segments.town import Town

EVERYONE = system_viewer()
SHANGHAI = ZoneInfo("Asia/Shanghai")


async def found(town: Town, rule: dict[str, Any], viewer: Viewer = EVERYONE) -> list[int]:
    """Who fits; the estimate must say the same number."""
    chunks, _ = await list_members(town.house, viewer, rule)
    members = [customer_id for chunk in chunks for customer_id in chunk]
    assert (await segments.estimate(town.house, viewer, rule)).count == len(members)
    return members


def event(name: str, **asked: Any) -> dict[str, Any]:
    return {"type": "event", "event": name, **asked}


KNOWN: list[tuple[dict[str, Any], list[int]]] = [
    ({"type": "attribute", "field": "city", "op": "in", "values": ["上海", "杭州"]}, [1, 2]),
    ({"type": "attribute", "field": "city", "op": "not_in", "values": ["上海"]}, [2]),
    ({"type": "not", "of": {"type": "attribute", "field": "city", "op": "in", "values": ["上海"]}}, [2, 3, 4]),
    ({"type": "attribute", "field": "city", "op": "unknown"}, [3, 4]),
    ({"type": "attribute", "field": "birth_month", "op": "between", "values": [3, 5]}, [1]),
    ({"type": "attribute", "field": "birth_month", "op": "in", "values": [9]}, [2]),
    ({"type": "attribute", "field": "attributes.skin", "op": "in", "values": ["dry"]}, [1]),
    ({"type": "attribute", "field": "attributes.skin", "op": "not_in", "values": ["dry"]}, [3]),
    ({"type": "attribute", "field": "first_follow_at", "op": "within_days", "values": [10]}, [2]),
    ({"type": "attribute", "field": "first_follow_at", "op": "before_days", "values": [9]}, [1, 2, 3]),
    ({"type": "attribute", "field": "first_follow_at", "op": "before_days", "values": [10]}, [1, 3]),
    ({"type": "attribute", "field": "store", "op": "in", "values": [7]}, [3]),
    ({"type": "tags", "op": "any", "tags": [11, 12]}, [1, 2]),
    ({"type": "tags", "op": "all", "tags": [11, 12]}, [1]),
    ({"type": "tags", "op": "none", "tags": [11]}, [3, 4]),
    ({"type": "staff", "op": "any"}, [1, 2, 3]),
    ({"type": "staff", "op": "none"}, [4]),
    ({"type": "staff", "op": "any", "staff": [2]}, [3]),
    ({"type": "everyone"}, [1, 2, 3, 4]),
    (
        {
            "type": "any",
            "of": [
                {"type": "tags", "op": "all", "tags": [12]},
                {"type": "all", "of": [{"type": "staff", "op": "any", "staff": [2]}, {"type": "everyone"}]},
            ],
        },
        [1, 3],
    ),
]


async def test_what_is_known_of_a_person(town: Town) -> None:
    await town.add(1, city="上海", birth_month=4, tag_ids=(11, 12), attributes={"skin": "dry"})
    await town.add(2, city="杭州", birth_month=9, tag_ids=(11,), days_ago=9)
    await town.add(3, staff=2, store_ids=(7,), attributes={"skin": "oily"})
    await town.add(4, staff=0)
    await town.settle()

    assert [(rule, await found(town, rule)) for rule, _ in KNOWN] == KNOWN


DONE: list[tuple[dict[str, Any], list[int]]] = [
    (event("order_paid"), [1, 2]),
    (event("order_paid", values=[2]), [1]),
    (event("order_paid", op="equals", values=[0]), [3]),
    (event("order_paid", op="less_than", values=[2]), [2, 3]),
    (event("order_paid", op="at_most", values=[2]), [1, 2, 3]),
    (event("order_paid", measure="sum", property="paid_cents", values=[50_000]), [1]),
    (event("order_paid", measure="sum", property="discount_cents", values=[1]), []),
    (event("order_paid", window={"last_days": 30}), [1, 2]),
    (event("order_paid", window={"last_days": 30}, values=[2]), []),
    (event("order_paid", measure="days", values=[2]), [1]),
    (event("order_paid", measure="days_since_last", op="at_most", values=[5]), [1]),
    (event("order_paid", measure="days_since_last", op="between", values=[6, 30]), [2]),
    (event("order_paid", measure="days_since_first", values=[60]), [1]),
    (event("order_paid", measure="distinct", property="sales_channel", values=[2]), [1]),
    (event("order_paid", where=[{"property": "sales_channel", "op": "in", "values": ["tmall"]}]), [1]),
    (event("order_paid", where=[{"property": "paid_cents", "op": "between", "values": [1, 9_999]}]), [2]),
    (event("order_paid", window={"since": "2026-08-03", "until": "2026-08-04"}), [2]),
    (event("order_paid", window={"since": "2026-08-04", "until": "2026-08-29"}), []),
    ({"type": "absent", "event": "order_paid", "window": {"last_days": 10}}, [2, 3]),
    (
        {
            "type": "absent",
            "event": "order_paid",
            "where": [{"property": "sales_channel", "op": "in", "values": ["tmall"]}],
        },
        [2, 3],
    ),
    (
        event(
            "page_viewed",
            where=[{"property": "is_bot", "op": "in", "values": [False]}],
            window={"last_days": 7},
        ),
        [3],
    ),
    (event("page_viewed", window={"last_days": 7}), [2, 3]),
]


async def test_what_a_person_did(town: Town) -> None:
    for customer_id in (1, 2, 3):
        await town.add(customer_id)
    await town.pays(1, 30_000, days_ago=60, channel="tmall")
    await town.pays(1, 20_000, days_ago=3)
    await town.pays(2, 9_000, days_ago=29)
    await town.say(2, "page_viewed", {"page": "/a", "is_bot": True}, days_ago=1)
    await town.say(3, "page_viewed", {"page": "/a", "is_bot": False}, days_ago=1)
    await town.settle()

    assert [(rule, await found(town, rule)) for rule, _ in DONE] == DONE


async def test_days_are_local_days(town: Town) -> None:
    await town.add(1)
    await town.add(2)
    midnight = datetime(2026, 8, 27, tzinfo=SHANGHAI)  # the first of the last 6 days, still the 26th in UTC
    await town.say(1, "page_viewed", {"page": "/a"}, at=midnight)
    await town.say(2, "page_viewed", {"page": "/a"}, at=midnight.replace(day=26, hour=23, minute=59, second=59))
    await town.settle()

    window = {"last_days": 6}
    assert await found(town, event("page_viewed", window=window)) == [1]
    by_events = event("page_viewed", window=window, where=[{"property": "page", "op": "in", "values": ["/a"]}])
    assert await found(town, by_events) == [1]


async def test_what_a_visitor_did_counts_once_we_know_who_it_was(town: Town) -> None:
    await town.add(1)
    await town.add(2)
    await town.say(None, "product_viewed", {"product": "SKU1"}, days_ago=2, visitor="v-1")
    await town.say(1, "identity_linked", {"kind": "anonymous", "value": "v-1", "is_on": True}, days_ago=1)
    await town.settle()

    assert await found(town, event("product_viewed")) == [1]
    by_events = event("product_viewed", where=[{"property": "product", "op": "in", "values": ["SKU1"]}])
    assert await found(town, by_events) == [1]
    assert await found(town, {"type": "absent", "event": "product_viewed"}) == [2]


async def test_merged_people_are_one(town: Town) -> None:
    await town.add(1)
    await town.add(2)
    await town.pays(2, 5_000, days_ago=5)
    await town.say(1, "customer_merged", {"loser": 2, "rule": "phone", "strength": "strong"})
    await town.settle()

    assert await found(town, event("order_paid")) == [1]
    assert await found(town, {"type": "everyone"}) == [1]


async def test_test_people_employees_and_the_erased_are_absent(town: Town) -> None:
    await town.add(1, is_test=True)
    await town.add(2, is_employee=True)
    await town.add(3, is_erased=True)
    await town.add(4)
    await town.settle()

    assert await found(town, {"type": "everyone"}) == [4]


async def test_silence_begins_on_the_thirtieth_day(town: Town) -> None:
    for customer_id, days_ago in ((1, 30), (2, 29)):
        await town.add(customer_id)
        await town.say(customer_id, "content_viewed", {"material": 7}, days_ago=days_ago)
    await town.add(3, days_ago=30)  # never acted: counted from the first relation
    await town.add(4, days_ago=29)
    await town.add(5, staff=0)
    await town.settle()

    assert await found(town, {"type": "silent", "days": 30}) == [1, 3]

    await town.say(1, "content_viewed", {"material": 7})
    await town.settle()
    assert await found(town, {"type": "silent", "days": 30}) == [3]


async def test_a_seller_counts_and_finds_only_their_own(town: Town) -> None:
    await town.add(1, staff=1)
    await town.add(2, staff=2)
    await town.settle()
    seller = Viewer(user_id=5, staff_id=1, scope=Scope.OWN, staff_ids=frozenset({1}))

    assert await found(town, {"type": "everyone"}, seller) == [1]
    assert (await segments.estimate(town.house, seller, {"type": "everyone"})).of == 1


async def test_everybody_in_stock_is_in_exactly_one_of_five_classes(town: Town) -> None:
    await town.add(1)  # lost: bought 60 days ago, although heard of yesterday
    await town.pays(1, 90_000, days_ago=60)
    await town.say(1, "content_viewed", {"material": 7}, days_ago=1)
    await town.add(2)  # silent
    await town.say(2, "content_viewed", {"material": 7}, days_ago=30)
    await town.add(3)  # high value
    await town.pays(3, 50_000, days_ago=59)
    await town.say(3, "content_viewed", {"material": 7}, days_ago=1)
    await town.add(4, days_ago=29)  # new
    await town.add(5)  # active
    await town.say(5, "content_viewed", {"material": 7}, days_ago=29)
    await town.add(6)  # a full refund is no purchase: not lost
    await town.refunds(6, await town.pays(6, 1_000, days_ago=80), 1_000, days_ago=79)
    await town.say(6, "content_viewed", {"material": 7}, days_ago=2)
    await town.add(7, staff=0)  # not in stock: in no class
    await town.settle()

    classes = {"lost": [1], "silent": [2], "high_value": [3], "new": [4], "active": [5, 6]}
    for name, expected in classes.items():
        assert await found(town, {"type": "lifecycle", "classes": [name]}) == expected, name
    assert await found(town, {"type": "lifecycle", "classes": list(classes)}) == [1, 2, 3, 4, 5, 6]
