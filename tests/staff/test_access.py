"""Who may do what: roles, scope, keys, and the end of everything when an account is closed."""

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import text

from siyu.corps import Corp
from siyu.kit.clock import ManualClock
from siyu.runtime.house import House
from siyu.staff import BUILT_IN, apply_directory_change, ensure_member
from tests.staff.conftest import PASSWORD, Browser, SignedIn, an_account, sign_in

#: Every route of staff that needs a right: (method, path, body, right).
ROUTES = [
    ("GET", "/v1/staff", None, "staff.read"),
    ("GET", "/v1/staff/1", None, "staff.read"),
    ("POST", "/v1/staff/sync", {"corp_id": 999}, "staff.write"),
    ("GET", "/v1/departments?corp_id=1", None, "staff.read"),
    ("GET", "/v1/users", None, "staff.write"),
    ("POST", "/v1/users", {"login": "new-one", "password": PASSWORD}, "staff.write"),
    ("GET", "/v1/users/1", None, "staff.write"),
    ("PATCH", "/v1/users/999", {"name": "x"}, "staff.write"),
    ("PUT", "/v1/users/999/password", {"password": PASSWORD}, "staff.write"),
    ("POST", "/v1/users/999/sign-out", None, "staff.write"),
    ("GET", "/v1/roles", None, "staff.read"),
    ("PUT", "/v1/roles/helper", {"title_zh": "x", "title_en": "x", "scope": "own", "rights": []}, "staff.write"),
    ("DELETE", "/v1/roles/helper", None, "staff.write"),
    ("GET", "/v1/api-keys", None, "settings.write"),
    ("POST", "/v1/api-keys", {"name": "k", "rights": ["events.write"]}, "settings.write"),
    ("DELETE", "/v1/api-keys/999", None, "settings.write"),
    ("GET", "/v1/audit", None, "audit.read"),
    ("GET", "/v1/audit/check", None, "audit.read"),
]


@pytest.mark.feature("ST-06")
@pytest.mark.parametrize("role", sorted(BUILT_IN))
async def test_each_role_reaches_exactly_the_routes_of_its_rights(signed_in: SignedIn, corp: Corp, role: str) -> None:
    client = await signed_in("someone", role)
    rights = BUILT_IN[role].rights

    for method, path, body, right in ROUTES:
        answer = await client.request(method, path, json=body)
        is_allowed = right in rights or "*" in rights
        refused = answer.status_code == 403 and answer.json()["code"] == "forbidden"
        assert refused is not is_allowed, (path, answer.text)
        assert answer.status_code != 401
        assert answer.status_code < 500


async def test_without_signing_in_every_route_answers_401(browser: Browser) -> None:
    client = browser()
    for method, path, body, _ in [*ROUTES, ("GET", "/v1/me", None, ""), ("POST", "/v1/sign-out", {}, "")]:
        assert (await client.request(method, path, json=body)).status_code == 401, path


async def shops(house: House, corp: Corp) -> dict[str, int]:
    """HQ 1 > region 2 > shops 3 and 4; region 5. boss leads 2, amy and ben work in 3 and 4, far in 5."""
    tree = [("1", "0", "总部"), ("2", "1", "华东"), ("3", "2", "一店"), ("4", "2", "二店"), ("5", "1", "华南")]
    people = [("boss", "2", "1"), ("amy", "3", "0"), ("ben", "4", "0"), ("far", "5", "0"), ("top", "1", "1")]
    async with house.unit() as uow:
        for number, parent, name in tree:
            change = {"ChangeType": "create_party", "Id": number, "ParentId": parent, "Name": name}
            assert await apply_directory_change(uow, corp.id, change)
        for userid, department, leads in people:
            change = {"ChangeType": "create_user", "UserID": userid, "Name": userid.title(), "Department": department}
            assert await apply_directory_change(uow, corp.id, {**change, "IsLeaderInDept": leads})
        return {userid: (await ensure_member(uow, corp_id=corp.id, userid=userid)).id for userid, _, _ in people}


async def names_seen(client: httpx.AsyncClient, **wanted: object) -> set[str]:
    answer = await client.get("/v1/staff", params=wanted)
    assert answer.status_code == 200, answer.text
    shown = answer.json()
    assert shown["total"] == len(shown["items"])
    return {item["userid"] for item in shown["items"]}


READER = {"title_zh": "店员", "title_en": "Clerk", "scope": "own", "rights": ["staff.read"]}


@pytest.mark.feature("ST-06")
async def test_everyone_sees_as_far_as_their_scope_and_place_in_the_tree(
    house: House, corp: Corp, signed_in: SignedIn
) -> None:
    ids = await shops(house, corp)
    admin = await signed_in("root-admin", "admin")
    await admin.put("/v1/roles/clerk", json=READER)

    assert await names_seen(admin) == {"boss", "amy", "ben", "far", "top"}
    assert await names_seen(await signed_in("boss", "manager", staff_id=ids["boss"])) == {"boss", "amy", "ben"}
    assert await names_seen(await signed_in("amy", "manager", staff_id=ids["amy"])) == {"amy"}
    assert await names_seen(await signed_in("top", "manager", staff_id=ids["top"])) == set(ids)
    assert await names_seen(await signed_in("ben", "clerk", staff_id=ids["ben"])) == {"ben"}
    assert await names_seen(await signed_in("nobody", "manager")) == set()


async def test_one_out_of_sight_is_not_found_by_id_either(house: House, corp: Corp, signed_in: SignedIn) -> None:
    ids = await shops(house, corp)
    boss = await signed_in("boss", "manager", staff_id=ids["boss"])

    assert (await boss.get(f"/v1/staff/{ids['amy']}")).status_code == 200
    hidden, unknown = await boss.get(f"/v1/staff/{ids['far']}"), await boss.get("/v1/staff/99999")
    assert hidden.status_code == unknown.status_code == 404
    assert hidden.json() == unknown.json()


async def test_a_moved_department_moves_the_scope_with_it(house: House, corp: Corp, signed_in: SignedIn) -> None:
    ids = await shops(house, corp)
    boss = await signed_in("boss", "manager", staff_id=ids["boss"])
    async with house.unit() as uow:
        await apply_directory_change(uow, corp.id, {"ChangeType": "update_party", "Id": "3", "ParentId": "5"})

    assert await names_seen(boss) == {"boss", "ben"}


async def test_a_list_is_narrowed_and_paged(house: House, corp: Corp, signed_in: SignedIn) -> None:
    await shops(house, corp)
    admin = await signed_in("root-admin", "admin")

    assert await names_seen(admin, department_id=2) == {"boss", "amy", "ben"}
    assert await names_seen(admin, words="AM") == {"amy"}
    assert await names_seen(admin, words="%") == set()
    assert await names_seen(admin, status="left") == set()
    assert await names_seen(admin, corp_id=corp.id + 1) == set()
    seen, cursor = [], None
    while True:
        page = (await admin.get("/v1/staff", params={"limit": 2} | ({"cursor": cursor} if cursor else {}))).json()
        seen += [item["userid"] for item in page["items"]]
        if (cursor := page["next_cursor"]) is None:
            break
    assert sorted(seen) == ["amy", "ben", "boss", "far", "top"]
    assert (await admin.get("/v1/staff", params={"cursor": "'; DROP"})).status_code == 422
    tree = (await admin.get("/v1/departments", params={"corp_id": corp.id})).json()
    assert {node["id"]: node["parent_id"] for node in tree} == {1: None, 2: 1, 3: 2, 4: 2, 5: 1}


async def make_key(client: httpx.AsyncClient, *rights: str, **more: object) -> httpx.Response:
    return await client.post("/v1/api-keys", json={"name": "loader", "rights": list(rights), **more})


def bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


async def test_a_key_is_shown_once_and_stored_as_a_hash(house: House, signed_in: SignedIn) -> None:
    admin = await signed_in("root-admin", "admin")

    made = await make_key(admin, "audit.read")
    listed = await admin.get("/v1/api-keys")

    key = made.json()["key"]
    assert key.startswith("siyu_")
    assert key not in listed.text
    async with house.unit() as uow:
        stored = (await uow.execute(text("SELECT to_jsonb(k)::text FROM api_keys k"))).scalar_one()
    assert key.rsplit("_", 1)[1] not in stored


async def test_a_key_does_what_it_was_made_for_and_no_more(browser: Browser, signed_in: SignedIn) -> None:
    admin = await signed_in("root-admin", "admin")
    key = (await make_key(admin, "audit.read")).json()["key"]
    program = browser(origin="https://elsewhere.example")

    assert (await program.get("/v1/audit", headers=bearer(key))).status_code == 200
    assert (await program.get("/v1/staff", headers=bearer(key))).status_code == 403
    assert (await program.get("/v1/me", headers=bearer(key))).status_code == 403
    assert (await program.post("/v1/api-keys", json={}, headers=bearer(key))).status_code in {403, 422}


@pytest.mark.parametrize(
    "presented",
    [
        "",
        "Bearer",
        "Bearer x",
        "Basic abc",
        "Bearer siyu_000000000000_" + "A" * 43,
        "Bearer siyu_é_x".encode("latin-1"),
    ],
)
async def test_a_wrong_key_is_nobody_even_beside_a_good_cookie(signed_in: SignedIn, presented: str | bytes) -> None:
    client = await signed_in("root-admin", "admin")

    assert (await client.get("/v1/audit", headers={"authorization": presented})).status_code == 401


async def test_a_key_ends_when_revoked_or_run_out(browser: Browser, signed_in: SignedIn, clock: ManualClock) -> None:
    admin = await signed_in("root-admin", "admin")
    short = (await make_key(admin, "audit.read", expires_at=(clock.now() + timedelta(hours=1)).isoformat())).json()
    long = (await make_key(admin, "audit.read")).json()
    program = browser()

    await admin.delete(f"/v1/api-keys/{long['id']}")
    assert (await program.get("/v1/audit", headers=bearer(long["key"]))).status_code == 401
    assert (await program.get("/v1/audit", headers=bearer(short["key"]))).status_code == 200
    clock.advance(timedelta(hours=1))
    assert (await program.get("/v1/audit", headers=bearer(short["key"]))).status_code == 401


@pytest.mark.parametrize("expires_at", ["2020-01-01T00:00:00Z", "2036-01-01T00:00:00Z", "2026-10-01T00:00:00"])
async def test_a_key_ends_within_two_years(signed_in: SignedIn, expires_at: str) -> None:
    admin = await signed_in("root-admin", "admin")

    assert (await make_key(admin, "audit.read", expires_at=expires_at)).status_code == 422


async def test_a_key_follows_its_owner_down(house: House, browser: Browser, signed_in: SignedIn) -> None:
    admin = await signed_in("root-admin", "admin")
    robot = await an_account(house, "robot", "compliance")
    key = (await make_key(admin, "audit.read", user_id=robot.id)).json()["key"]
    program = browser()
    assert (await program.get("/v1/audit", headers=bearer(key))).status_code == 200

    await admin.patch(f"/v1/users/{robot.id}", json={"roles": ["sales"]})
    assert (await program.get("/v1/audit", headers=bearer(key))).status_code == 403
    await admin.patch(f"/v1/users/{robot.id}", json={"is_active": False})
    assert (await program.get("/v1/audit", headers=bearer(key))).status_code == 401


async def test_a_key_cannot_hold_what_its_owner_lacks(house: House, signed_in: SignedIn) -> None:
    admin = await signed_in("root-admin", "admin")
    robot = await an_account(house, "robot", "developer")

    assert (await make_key(admin, "audit.read", user_id=robot.id)).status_code == 403
    assert (await make_key(admin, "world.rule")).status_code == 422
    assert (await make_key(admin, "events.write", user_id=robot.id)).status_code == 201


@pytest.mark.feature("ST-06")
async def test_nobody_raises_themselves_or_others_above_their_own_rights(house: House, signed_in: SignedIn) -> None:
    admin = await signed_in("root-admin", "admin")
    helper = {"title_zh": "人事", "title_en": "HR", "scope": "all", "rights": ["staff.read", "staff.write"]}
    await admin.put("/v1/roles/hr", json=helper)
    hr = await signed_in("hr", "hr")
    hr_id, admin_id = (await hr.get("/v1/me")).json()["user_id"], (await admin.get("/v1/me")).json()["user_id"]
    sneaky = {"login": "puppet", "password": PASSWORD, "roles": ["admin"]}

    refusals = [
        await hr.patch(f"/v1/users/{hr_id}", json={"roles": ["admin"]}),
        await hr.post("/v1/users", json=sneaky),
        await hr.put(f"/v1/users/{admin_id}/password", json={"password": "taken over by hr"}),
        await hr.patch(f"/v1/users/{admin_id}", json={"is_active": False}),
        await hr.post(f"/v1/users/{admin_id}/sign-out"),
        await hr.put("/v1/roles/hr", json={**helper, "rights": ["staff.write", "customers.reveal"]}),
        await hr.put("/v1/roles/admin", json=helper),
    ]

    assert [answer.status_code for answer in refusals] == [409, 403, 403, 403, 403, 403, 409]
    assert (await admin.get("/v1/me")).status_code == 200
    own = await admin.patch(f"/v1/users/{admin_id}", json={"is_active": False})
    assert (own.status_code, own.json()["code"]) == (409, "staff.own_account")


async def test_a_role_in_use_stays(house: House, signed_in: SignedIn) -> None:
    admin = await signed_in("root-admin", "admin")
    await admin.put("/v1/roles/clerk", json=READER)
    clerk = await an_account(house, "clerk", "clerk")

    assert (await admin.delete("/v1/roles/clerk")).status_code == 409
    await admin.patch(f"/v1/users/{clerk.id}", json={"roles": []})
    assert (await admin.delete("/v1/roles/clerk")).status_code == 204
    assert (await admin.delete("/v1/roles/clerk")).status_code == 404
    unknown = await admin.patch(f"/v1/users/{clerk.id}", json={"roles": ["clerk"]})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "staff.unknown_role")


async def test_a_changed_role_counts_at_the_next_request(signed_in: SignedIn) -> None:
    admin = await signed_in("root-admin", "admin")
    await admin.put("/v1/roles/clerk", json=READER)
    clerk = await signed_in("clerk", "clerk")
    assert (await clerk.get("/v1/staff")).status_code == 200

    await admin.put("/v1/roles/clerk", json={**READER, "rights": []})

    assert (await clerk.get("/v1/staff")).status_code == 403


@pytest.mark.parametrize("status", ["2", "5"])
async def test_who_is_disabled_or_gone_at_wecom_is_out_at_once(
    house: House, corp: Corp, browser: Browser, signed_in: SignedIn, status: str
) -> None:
    ids = await shops(house, corp)
    admin = await signed_in("root-admin", "admin")
    amy = await signed_in("amy", "compliance", staff_id=ids["amy"])
    amy_id = (await amy.get("/v1/me")).json()["user_id"]
    key = (await make_key(admin, "audit.read", user_id=amy_id)).json()["key"]

    async with house.unit() as uow:
        change = {"ChangeType": "update_user", "UserID": "AMY", "Status": status}
        await apply_directory_change(uow, corp.id, change)

    assert (await amy.get("/v1/me")).status_code == 401
    assert (await browser().get("/v1/audit", headers=bearer(key))).status_code == 401
    assert (await sign_in(browser(), "amy")).status_code == 401


async def test_closing_an_account_ends_sessions_and_keys_for_good(
    house: House, browser: Browser, signed_in: SignedIn
) -> None:
    admin, amy = await signed_in("root-admin", "admin"), await signed_in("amy", "compliance")
    amy_id = (await amy.get("/v1/me")).json()["user_id"]
    key = (await make_key(admin, "audit.read", user_id=amy_id)).json()["key"]

    await admin.patch(f"/v1/users/{amy_id}", json={"is_active": False})
    await admin.patch(f"/v1/users/{amy_id}", json={"is_active": True})

    assert (await amy.get("/v1/me")).status_code == 401
    assert (await browser().get("/v1/audit", headers=bearer(key))).status_code == 401
    assert (await sign_in(browser(), "amy")).status_code == 200


async def test_accounts_are_opened_with_care(house: House, corp: Corp, signed_in: SignedIn) -> None:
    ids = await shops(house, corp)
    admin = await signed_in("root-admin", "admin")

    async def open_one(**body: object) -> tuple[int, str]:
        answer = await admin.post("/v1/users", json={"login": "li.lei", "password": PASSWORD, **body})
        return answer.status_code, answer.json().get("code", "")

    assert await open_one(password="short") == (422, "bad_input")
    assert await open_one(password="li.lei li.lei") == (422, "staff.password_too_weak")
    assert await open_one(login="no spaces") == (422, "bad_input")
    assert await open_one(roles=["emperor"]) == (422, "staff.unknown_role")
    assert await open_one(staff_id=99_999) == (404, "not_found")
    assert (await open_one(staff_id=ids["amy"], roles=["sales"]))[0] == 201
    assert await open_one(login="LI.LEI") == (409, "staff.login_taken")
    assert await open_one(login="other", staff_id=ids["amy"]) == (409, "staff.login_taken")
    listed = (await admin.get("/v1/users", params={"is_active": True})).json()
    assert [(user["login"], user["name"]) for user in listed["items"]] == [
        ("root-admin", "root-admin"),
        ("li.lei", "Amy"),
    ]


async def test_a_reset_password_ends_the_sessions_made_with_the_old_one(browser: Browser, signed_in: SignedIn) -> None:
    admin, amy = await signed_in("root-admin", "admin"), await signed_in("amy", "sales")
    amy_id = (await amy.get("/v1/me")).json()["user_id"]

    reset = await admin.put(f"/v1/users/{amy_id}/password", json={"password": "another fine one"})

    assert reset.status_code == 204
    assert (await amy.get("/v1/me")).status_code == 401
    assert (await sign_in(browser(), "amy")).status_code == 401
    assert (await sign_in(browser(), "amy", "another fine one")).status_code == 200


async def test_the_trail_is_narrowed_paged_and_proven(house: House, signed_in: SignedIn) -> None:
    admin = await signed_in("root-admin", "admin")
    for number in range(3):
        await admin.put(f"/v1/roles/role{number}", json=READER)

    saved = (await admin.get("/v1/audit", params={"action": "staff.role_saved", "limit": 2})).json()
    rest = (await admin.get("/v1/audit", params={"action": "staff.role_saved", "cursor": saved["next_cursor"]})).json()
    assert [entry["object_id"] for entry in saved["items"] + rest["items"]] == ["role2", "role1", "role0"]
    assert (await admin.get("/v1/audit/check")).json() == {"is_whole": True, "entry_id": None, "why": None}

    async with house.unit() as uow:
        await uow.execute(text("ALTER TABLE audit_entries DISABLE TRIGGER USER"))
        await uow.execute(text("UPDATE audit_entries SET actor = 'somebody else' WHERE object_id = 'role1'"))

    broken = (await admin.get("/v1/audit/check")).json()
    assert (broken["is_whole"], broken["why"]) == (False, "changed")
