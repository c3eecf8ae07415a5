"""Nobody reads about customers beyond their scope: every route × every role, over planted canaries."""

import re
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from siyu.apps import plugs
from siyu.runtime.http import SignIn, create_app
from tests.api.canaries import MEMBERS, ByHeader, World, ids_in, load_warehouse, plant, plant_messages
from tests.api.serving import RunningApi

plugs.register()
ROLES = ("sales", "manager", "operator", "compliance", "developer")
_ROUTES = {
    f"{method.upper()} {path}"
    for path, methods in create_app(plugs.routers()).openapi()["paths"].items()
    for method in methods
}
_RULE = {"rule": {"type": "attribute", "field": "first_follow_at", "op": "within_days", "values": [3000]}}


@dataclass(frozen=True)
class Probe:
    """How a list is asked and where its customers' ids stand. `says_total`: the total must be the visible ones'."""

    ids: tuple[str, ...] = ("customer_id",)
    body: dict[str, Any] | None = None
    query: str = ""
    says_total: bool = False
    is_complete: bool = True


#: Lists and figures with customer data: only the visible customers appear in them, and all of those.
LISTS = {
    "GET /v1/customers": Probe(("id",), says_total=True),
    "POST /v1/customers/search": Probe(("id",), body={}, says_total=True),
    "POST /v1/customers/tags/preview": Probe((), body={"filter": {}, "tag_ids": [1]}, is_complete=False),
    "GET /v1/customers/conflicts": Probe(is_complete=False),
    "GET /v1/orders": Probe(),
    "GET /v1/stream/recent": Probe(is_complete=False),
    "POST /v1/search": Probe(("id",), body={"words": "13911110"}, is_complete=False),
    "GET /v1/campaigns/{campaign_id}/recipients": Probe(),
    "GET /v1/campaigns/{campaign_id}/preview/people": Probe(is_complete=False),
    "GET /v1/live-codes/{code_id}/people": Probe(
        ("customer_id",), query="?figure=adds&first=2026-01-01&last=2026-12-31", says_total=True
    ),
    "GET /v1/campaigns/{campaign_id}/results": Probe(is_complete=False),
    "GET /v1/campaigns/{campaign_id}/staff": Probe(is_complete=False),
    "GET /v1/campaigns/{campaign_id}": Probe(is_complete=False),
    "GET /v1/campaigns": Probe(is_complete=False),
    "POST /v1/segments/preview": Probe(("customer_ids",), body=_RULE),
    "POST /v1/segments/estimate": Probe((), body=_RULE, is_complete=False),
    "GET /v1/overview": Probe(is_complete=False, query="?a=2020-01-01&z=2030-01-01"),
    "GET /v1/overview/team": Probe(is_complete=False, query="?a=2020-01-01&z=2030-01-01"),
    "GET /v1/metrics/{metric_id}": Probe(is_complete=False, query="?a=2020-01-01&z=2030-01-01"),
    "GET /v1/metrics/{metric_id}/rows": Probe(is_complete=False, query="?a=2020-01-01&z=2030-01-01"),
    "POST /v1/metrics/rfm": Probe(body={}, is_complete=False),
    "POST /v1/metrics/rfm/people": Probe(body={}, is_complete=False),
}

#: Questions about one customer or order: beyond the scope the answer is "not found", never "forbidden here".
OBJECTS: dict[str, dict[str, Any] | None] = {
    "GET /v1/customers/{customer_id}": None,
    "GET /v1/customers/{customer_id}/timeline": None,
    "GET /v1/customers/{customer_id}/merges": None,
    "GET /v1/customers/{customer_id}/consents": None,
    "GET /v1/customers/{customer_id}/consents/history": None,
    "POST /v1/customers/{customer_id}/reveal": {"reason": "call_back"},
    "GET /v1/campaigns/{campaign_id}/recipients/{customer_id}": None,
    "GET /v1/orders/{order_id}": None,
    "POST /v1/segments/explain": _RULE,
}

#: Reading routes whose answers hold no customer data, and why.
WITHOUT_CUSTOMERS = {
    "GET /health": "ages and codes",
    "GET /callbacks/wecom/{path_secret}": "echoes what WeCom sealed",
    "GET /v1/meta": "the installation",
    "GET /v1/doctor": "the set-up and its ills",
    "GET /v1/jobs": "one's own long work, as counts",
    "GET /v1/jobs/{job_id}": "one's own long work, as counts",
    "GET /v1/exports/{export_id}/file": "one's own file; its rows are in tests/desk/test_exports.py",
    "GET /v1/views": "filters that somebody saved",
    "GET /v1/notices": "what oneself was told",
    "GET /v1/onboarding": "one's own first steps",
    "GET /v1/overview/todo": "counts within the scope",
    "GET /v1/stream": "the same as its recent part, told one by one: tests/desk/test_stream.py",
    "GET /v1/customers/sync": "how many members are done and relations seen",
    "GET /v1/me": "one's own account",
    "GET /v1/me/preferences": "one's own account",
    "GET /v1/me/sessions": "one's own account",
    "GET /v1/staff": "members, not customers",
    "GET /v1/staff/{staff_id}": "members, not customers",
    "GET /v1/departments": "departments",
    "GET /v1/users": "accounts",
    "GET /v1/users/{user_id}": "accounts",
    "GET /v1/roles": "roles",
    "GET /v1/api-keys": "keys without their text",
    "GET /v1/audit": "who did what: for those with audit.read, who see everyone",
    "GET /v1/audit/check": "a verdict",
    "GET /v1/corps": "set-up",
    "GET /v1/corps/{corp_id}": "set-up",
    "GET /v1/inbox": "parked callbacks: for those with inbox.read, who see everyone",
    "GET /v1/tag-groups": "the catalogue of tags",
    "GET /v1/tags": "the catalogue of tags",
    "GET /v1/live-codes": "codes; their people are in customers",
    "GET /v1/live-codes/pictures/{picture_id}": "a picture for a welcome",
    "GET /v1/live-codes/{code_id}": "codes; their people are in customers",
    "GET /v1/live-codes/{code_id}/statistics": "counts a code and day",
    "GET /v1/live-codes/{code_id}/qr": "a picture to print",
    "GET /v1/acquisition-channels": "names of channels",
    "GET /v1/segments": "rules",
    "GET /v1/segments/vocabulary": "the words of rules",
    "GET /v1/segments/{segment_id}": "rules",
    "GET /v1/segments/{segment_id}/revisions": "rules",
    "GET /v1/audiences/{audience_id}": "a count of a frozen list",
    "GET /v1/sending/rules": "settings",
    "GET /v1/sending/fences": "settings",
    "GET /v1/sending/unknown": "batches a member, without receivers",
    "GET /v1/metrics": "the dictionary",
    "GET /v1/shops": "set-up",
    "GET /v1/event-definitions": "the catalogue of events",
    "GET /v1/imports/kinds": "the catalogue of imports",
    "GET /v1/imports": "files; only one's own are shown to who does not see everyone",
    "GET /v1/imports/{import_id}": "a file one may see",
    "GET /v1/imports/{import_id}/preview": "rows of a file one may see",
    "GET /v1/imports/{import_id}/errors": "rows of a file one may see",
}


def test_every_reading_route_is_in_the_matrix() -> None:
    """A new route is put into the matrix, or its reason to stay out is written down."""
    known = LISTS.keys() | OBJECTS.keys() | WITHOUT_CUSTOMERS.keys()
    reading = {route for route in _ROUTES if route.startswith("GET ")}
    assert sorted(reading - known) == []
    assert sorted(known - _ROUTES) == []
    assert not LISTS.keys() & WITHOUT_CUSTOMERS.keys()


@pytest.fixture(scope="module")
def world(api: RunningApi) -> World:
    planted = api.run(plant(api.house))
    api.house.provide(ByHeader(planted), as_=SignIn)
    api.run(load_warehouse(api.house))
    return planted


@pytest.fixture(scope="module")
def campaign_id(api: RunningApi, world: World) -> int:
    spec = {
        "name": "秋季",
        "whom": {"customer_ids": [canary.customer_id for canary in world.canaries.values()]},
        "variants": [{"name": "a", "message": {"text": "您好"}}],
    }
    made = httpx.post(f"{api.url}/v1/campaigns", json=spec, headers={"x-role": "operator"}, timeout=20)
    assert made.status_code == 201, made.text
    api.run(plant_messages(api.house, world, made.json()["id"]))
    return int(made.json()["id"])


def _ask(api: RunningApi, role: str, route: str, body: Any = None, query: str = "", **ids: Any) -> httpx.Response:
    method, path = route.split(" ")
    address = api.url + re.sub(r"{(\w+)}", lambda name: str(ids[name[1]]), path) + query
    answer = httpx.request(method, address, json=body, headers={"x-role": role}, timeout=30)
    assert answer.status_code in {200, 403, 404}, (answer.status_code, answer.text)
    return answer


def _must_not_know(answer: httpx.Response, world: World, role: str) -> None:
    """No word of a hidden customer, and nobody's full phone, in an answer."""
    for number, name in enumerate(MEMBERS):
        if "/reveal" not in str(answer.url):
            assert f"1391111000{number}" not in answer.text
        if name not in world.visible(role):
            for word in world.canaries[name].words:
                assert word not in answer.text, (word, str(answer.url))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("route", LISTS)
def test_a_list_shows_the_visible_customers_only(
    api: RunningApi, world: World, campaign_id: int, route: str, role: str
) -> None:
    probe = LISTS[route]
    answer = _ask(
        api,
        role,
        route,
        probe.body,
        probe.query,
        campaign_id=campaign_id,
        metric_id="customers_total",
        code_id=world.code_id,
    )
    _must_not_know(answer, world, role)
    if answer.status_code != 200:
        return
    visible = {world.canaries[name].customer_id for name in world.visible(role)}
    shown = set(ids_in(answer.json(), *probe.ids))
    planted = {canary.customer_id for canary in world.canaries.values()}
    assert shown & planted <= visible
    if probe.is_complete:
        assert shown & planted == visible
    if probe.says_total:
        assert answer.json()["total"] == len(visible)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("route", OBJECTS)
def test_a_question_about_a_hidden_customer_finds_nothing(
    api: RunningApi, world: World, campaign_id: int, route: str, role: str
) -> None:
    answers = {}
    for name, canary in world.canaries.items():
        body = OBJECTS[route]
        if "explain" in route:
            body = {**_RULE, "customer_id": canary.customer_id}
        ids = {"customer_id": canary.customer_id, "order_id": canary.order_id, "campaign_id": campaign_id}
        answer = _ask(api, role, route, body, **ids)
        _must_not_know(answer, world, role)
        answers[name] = answer.status_code
    if 403 in answers.values():
        assert set(answers.values()) == {403}, "a right is lacking for all or for none"
        return
    assert {name for name, status in answers.items() if status == 200} == world.visible(role)


@pytest.mark.parametrize("role", ROLES)
def test_counts_are_of_the_visible_customers(api: RunningApi, world: World, role: str) -> None:
    for route, name in (("POST /v1/customers/tags/preview", "customers"), ("POST /v1/segments/estimate", "count")):
        answer = _ask(api, role, route, LISTS[route].body)
        if answer.status_code == 200:
            assert answer.json()[name] == len(world.visible(role)), route


def test_without_a_sign_in_nothing_but_public_routes_answers(api: RunningApi, world: World) -> None:
    """A shop's webhook proves itself by signature: without one it answers 401 too."""
    open_ones = set()
    for route in _ROUTES:
        method, path = route.split(" ")
        answer = httpx.request(method, api.url + re.sub(r"{\w+}", "1", path), timeout=20)
        if answer.status_code != 401:
            open_ones.add(route)
    assert open_ones == {
        "GET /health",
        "GET /v1/meta",
        "GET /callbacks/wecom/{path_secret}",
        "POST /callbacks/wecom/{path_secret}",
        "POST /v1/sign-in",
    }
