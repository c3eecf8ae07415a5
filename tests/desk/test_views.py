"""Saved views: one's own, shared with a role, and nothing in them that a list does not know."""

from typing import Any

import pytest

from tests.desk.conftest import SignedIn

VIEW: dict[str, Any] = {
    "name": "流失客户",
    "filters": {"page": "customers", "state": "lost", "tags_any": [3]},
    "columns": ["name", "staff"],
    "sort": "-created_at",
}


async def test_a_view_is_saved_shown_changed_and_forgotten(signed_in: SignedIn) -> None:
    client = await signed_in("op", "operator")
    made = (await client.post("/v1/views", json=VIEW)).json()
    assert (made["page"], made["is_mine"], made["filters"]["state"]) == ("customers", True, "lost")
    assert (await client.get("/v1/views?page=customers")).json() == [made]
    assert (await client.get("/v1/views?page=orders")).json() == []
    changed = await client.put(f"/v1/views/{made['id']}", json={**VIEW, "name": "沉默客户", "columns": []})
    assert (changed.json()["name"], changed.json()["columns"]) == ("沉默客户", [])
    assert (await client.delete(f"/v1/views/{made['id']}")).status_code == 204
    assert (await client.delete(f"/v1/views/{made['id']}")).status_code == 404
    assert (await client.get("/v1/views?page=customers")).json() == []


async def test_a_shared_view_is_seen_by_the_role_and_changed_by_its_owner_only(signed_in: SignedIn) -> None:
    owner, colleague = await signed_in("op", "operator"), await signed_in("op2", "operator")
    guide = await signed_in("amy", "sales")
    made = (await owner.post("/v1/views", json={**VIEW, "shared_role": "operator"})).json()
    assert [one["is_mine"] for one in (await colleague.get("/v1/views?page=customers")).json()] == [False]
    assert (await guide.get("/v1/views?page=customers")).json() == []
    assert (await colleague.put(f"/v1/views/{made['id']}", json=VIEW)).status_code == 404
    assert (await colleague.delete(f"/v1/views/{made['id']}")).status_code == 404
    refused = await guide.post("/v1/views", json={**VIEW, "shared_role": "admin"})
    assert (refused.status_code, refused.json()["code"]) == (403, "desk.foreign_role")


@pytest.mark.parametrize(
    "odd",
    [
        {"filters": {"page": "customers", "colour": "red"}},
        {"filters": {"page": "orders", "state": "lost"}},
        {"filters": {"page": "nowhere"}},
        {"filters": {"page": "customers", "tags_any": list(range(1, 200))}},
        {"name": ""},
        {"columns": ["<b>"]},
        {"sort": "name; drop table"},
        {"more": 1},
    ],
)
async def test_a_view_takes_nothing_its_list_does_not_know(signed_in: SignedIn, odd: dict[str, Any]) -> None:
    client = await signed_in("op", "operator")
    assert (await client.post("/v1/views", json={**VIEW, **odd})).status_code == 422


async def test_names_are_ones_own_and_views_are_few(signed_in: SignedIn) -> None:
    client = await signed_in("op", "operator")
    assert (await client.post("/v1/views", json=VIEW)).status_code == 201
    again = await client.post("/v1/views", json=VIEW)
    assert (again.status_code, again.json()["code"]) == (409, "desk.view_name_taken")
    for number in range(49):
        assert (await client.post("/v1/views", json={**VIEW, "name": f"v{number}"})).status_code == 201
    assert (await client.post("/v1/views", json={**VIEW, "name": "one more"})).json()["code"] == "desk.too_many_views"
