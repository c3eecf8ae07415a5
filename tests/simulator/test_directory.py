"""Departments and members."""

from tests.builders.simulator import CorpHandle, SimulatorClient
from tests.simulator.conftest import Api


def test_departments_are_listed_below_a_node(api: Api, corp: CorpHandle) -> None:
    east = corp.add_department("华东")
    shop = corp.add_department("南京路店", parent_id=east)
    west = corp.add_department("华西")
    every = api.get("department/list")["department"]
    assert {each["id"] for each in every} == {1, east, shop, west}
    assert {each["id"] for each in api.get("department/list", id=east)["department"]} == {east, shop}
    simple = api.get("department/simplelist", id=east)["department_id"]
    assert [(each["id"], each["parentid"]) for each in simple] == [(east, 1), (shop, east)]
    assert api.get("department/get", id=shop)["department"]["name"] == "南京路店"
    assert api.get("department/list", id=999)["errcode"] == 60123


def test_members_are_listed_by_department(api: Api, corp: CorpHandle) -> None:
    east = corp.add_department("华东")
    corp.add_staff("dan", name="丹", departments=[east], mobile="13800000009", position="导购")
    direct = api.get("user/simplelist", department_id=1)["userlist"]
    below = api.get("user/list", department_id=1, fetch_child=1)["userlist"]
    assert [each["userid"] for each in direct] == ["amy", "bob", "carl"]
    assert [each["userid"] for each in below] == ["amy", "bob", "carl", "dan"]
    assert below[-1]["position"] == "导购"
    assert api.get("user/simplelist", department_id=999)["errcode"] == 60003


def test_new_apps_see_no_personal_fields(api: Api, corp: CorpHandle) -> None:
    corp.add_staff("dan", mobile="13800000009", gender="1")
    shown = api.get("user/get", userid="DAN")
    assert "mobile" not in shown
    assert (shown["userid"], shown["status"], shown["main_department"]) == ("dan", 1, 1)
    corp.set_credential(private_fields=True)
    assert api.get("user/get", userid="dan")["mobile"] == "13800000009"
    assert api.get("user/get", userid="dan")["gender"] == "1"


def test_all_memberships_are_paged_for_the_directory_secret(sim: SimulatorClient, api: Api, corp: CorpHandle) -> None:
    east = corp.add_department("华东")
    corp.add_staff("dan", departments=[1, east])
    contacts = Api(sim, corp, corp.contacts_secret)
    first = contacts.post("user/list_id", limit=3)
    second = contacts.post("user/list_id", limit=3, cursor=first["next_cursor"])
    rows = first["dept_user"] + second["dept_user"]
    assert [row["userid"] for row in rows] == ["amy", "bob", "carl", "dan", "dan"]
    assert second["next_cursor"] == ""
    assert contacts.get("user/get", userid="amy")["errcode"] == 48009
    contacts.http.close()


def test_a_member_who_left_has_status_five_and_a_mobile_finds_a_member(api: Api, corp: CorpHandle) -> None:
    corp.add_staff("dan", mobile="13800000009")
    assert api.post("user/getuserid", mobile="13800000009")["userid"] == "dan"
    assert api.post("user/getuserid", mobile="13900000000")["errcode"] == 46004
    corp.dismiss_staff("dan")
    assert api.get("user/get", userid="dan")["status"] == 5


def test_addresses_are_loopback(api: Api) -> None:
    assert api.get("getcallbackip")["ip_list"] == ["127.0.0.1"]
    assert api.get("get_api_domain_ip")["ip_list"] == ["127.0.0.1"]
