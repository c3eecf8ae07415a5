"""Mass sends: tasks, confirmation, quotas, results, cancelling."""

import pytest

from tests.builders.simulator import CorpHandle, SimulatorClient
from tests.simulator.conftest import Api

SEND = "externalcontact/add_msg_template"
TASKS = "externalcontact/get_groupmsg_task"
RESULTS = "externalcontact/get_groupmsg_send_result"
DAY = 86_400
JUNE_FIRST_NOON = 1_780_286_400  # 2026-06-01 12:00 in China
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


def send(api: Api, people: list[str], content: str = "上新", **more: object) -> dict[str, object]:
    """One mass send to listed customers."""
    return api.post(SEND, external_userid=people, text={"content": content}, **more)


def statuses(api: Api, msgid: object, userid: str) -> list[int]:
    """The results of one member's task."""
    return [row["status"] for row in api.post(RESULTS, msgid=msgid, userid=userid)["send_list"]]


def test_nothing_is_sent_until_the_member_confirms(api: Api, corp: CorpHandle) -> None:
    people = corp.befriend_many(3, ["amy"])
    answer = send(api, people)
    assert answer["fail_list"] == []
    assert api.post(TASKS, msgid=answer["msgid"])["task_list"] == [{"userid": "amy", "status": 0}]
    assert statuses(api, answer["msgid"], "amy") == [0, 0, 0]
    assert corp.books()["mass"]["deliveries"] == 0
    assert corp.confirm() == {"tasks": 1, "sent": 3, "not_friend": 0, "over_quota": 0}
    task = api.post(TASKS, msgid=answer["msgid"])["task_list"][0]
    assert task["status"] == 2
    assert task["send_time"] > 0
    assert statuses(api, answer["msgid"], "amy") == [1, 1, 1]
    assert corp.books()["mass"]["deliveries"] == 3
    assert corp.confirm()["tasks"] == 0


def test_a_customer_of_several_members_gets_it_from_the_last_one_in_touch(
    api: Api, corp: CorpHandle, sim: SimulatorClient
) -> None:
    met = corp.scan(userid="amy")
    sim.set_clock(advance_s=60)
    corp.scan(userid="bob", customer={"external_userid": met.external_userid})
    by_bob = send(api, [met.external_userid])
    assert api.post(TASKS, msgid=by_bob["msgid"])["task_list"][0]["userid"] == "bob"
    sim.set_clock(advance_s=60)
    corp.chat("amy", met.external_userid)
    by_amy = send(api, [met.external_userid])
    assert api.post(TASKS, msgid=by_amy["msgid"])["task_list"] == [{"userid": "amy", "status": 0}]
    forced = send(api, [met.external_userid], sender="bob")
    assert api.post(TASKS, msgid=forced["msgid"])["task_list"][0]["userid"] == "bob"


def test_unreachable_customers_are_listed(api: Api, corp: CorpHandle) -> None:
    people = corp.befriend_many(2, ["amy"])
    stranger = corp.add_customer()
    answer = send(api, [*people, stranger, "wmnone"])
    assert answer["fail_list"] == [stranger, "wmnone"]
    nobody = send(api, [stranger])
    assert (nobody["errcode"], nobody["fail_list"]) == (41048, [stranger])
    assert send(api, people, sender="bob")["errcode"] == 41048
    assert api.post(SEND, text={"content": "hi"})["errcode"] == 41048


def test_a_call_takes_at_most_ten_thousand_customers(api: Api, corp: CorpHandle) -> None:
    people = corp.befriend_many(10_001, ["amy", "bob"])
    assert send(api, people)["errcode"] == 40058
    assert send(api, people[:10_000])["errcode"] == 0
    assert corp.confirm()["sent"] == 10_000


def test_the_sender_alone_means_all_customers_and_tags_narrow_them(api: Api, corp: CorpHandle) -> None:
    tags = corp.add_tags("g", ["a", "b", "c"])
    corp.befriend_many(2, ["amy"], tags=[tags["a"]])
    corp.befriend_many(3, ["amy"], tags=[tags["a"], tags["b"]])
    corp.befriend_many(4, ["bob"], tags=[tags["c"]])

    def planned(**more: object) -> int:
        answer = api.post(SEND, text={"content": "hi"}, **more)
        tasks = corp.ask("GET", "/tasks", None, msgid=answer["msgid"])
        return sum(task["receivers"] for task in tasks)

    def groups(*lists: list[str]) -> dict[str, object]:
        return {"group_list": [{"tag_list": [tags[name] for name in names]} for names in lists]}

    assert planned(sender="amy") == 5
    assert planned(sender="amy", tag_filter=groups(["a"], ["b"])) == 3
    assert planned(tag_filter=groups(["b", "c"])) == 7
    bad = {"group_list": [{"tag_list": ["etnone"]}]}
    assert api.post(SEND, text={"content": "x"}, sender="amy", tag_filter=bad)["errcode"] == 40068


def test_customers_who_left_count_as_no_friend(api: Api, corp: CorpHandle) -> None:
    people = corp.befriend_many(3, ["amy"])
    answer = send(api, people)
    corp.delete("amy", people[0], by="customer")
    corp.delete("amy", people[1], by="staff")
    assert corp.confirm() == {"tasks": 1, "sent": 1, "not_friend": 2, "over_quota": 0}
    assert statuses(api, answer["msgid"], "amy") == [2, 2, 1]


@pytest.mark.parametrize(
    ("mode", "allowed", "next_window_s"),
    [("daily_1", 1, DAY), ("weekly_7", 7, 7 * DAY), ("monthly_4", 4, 30 * DAY), ("monthly_days", 30, 30 * DAY)],
)
def test_each_quota_mode_has_its_own_window(
    api: Api, corp: CorpHandle, sim: SimulatorClient, mode: str, allowed: int, next_window_s: int
) -> None:
    sim.set_clock(at=JUNE_FIRST_NOON, speed=0)
    corp.set(mass_quota=mode)
    people = corp.befriend_many(1, ["amy"])
    api.get_token()
    for number in range(allowed + 1):
        send(api, people, f"第{number}条")
    assert corp.confirm() == {"tasks": allowed + 1, "sent": allowed, "not_friend": 0, "over_quota": 1}
    sim.set_clock(advance_s=next_window_s)
    api.get_token()
    send(api, people, "下一期")
    assert corp.confirm()["sent"] == 1


def test_a_task_being_dispatched_cannot_be_asked_or_confirmed(api: Api, corp: CorpHandle, sim: SimulatorClient) -> None:
    sim.set_clock(speed=0)
    corp.set(dispatch_delay_s=5)
    msgid = send(api, corp.befriend_many(1, ["amy"]))["msgid"]
    assert api.post(TASKS, msgid=msgid)["errcode"] == 41063
    assert corp.confirm()["tasks"] == 0
    sim.set_clock(advance_s=5)
    assert api.post(TASKS, msgid=msgid)["errcode"] == 0
    assert corp.confirm()["tasks"] == 1


def test_cancelling_stops_what_is_not_sent(api: Api, corp: CorpHandle) -> None:
    people = corp.befriend_many(4, ["amy", "bob"])
    msgid = send(api, people)["msgid"]
    corp.confirm(userid="amy")
    assert api.post("externalcontact/cancel_groupmsg_send", msgid=msgid)["errcode"] == 0
    assert corp.confirm()["tasks"] == 0
    assert statuses(api, msgid, "amy") == [1, 1]
    assert statuses(api, msgid, "bob") == [0, 0]
    assert api.post("externalcontact/cancel_groupmsg_send", msgid=msgid)["errcode"] == 41093
    assert api.post("externalcontact/remind_groupmsg_send", msgid=msgid)["errcode"] == 41093


def test_members_are_reminded_three_times_a_day(api: Api, corp: CorpHandle, sim: SimulatorClient) -> None:
    msgid = send(api, corp.befriend_many(1, ["amy"]))["msgid"]
    codes = [api.post("externalcontact/remind_groupmsg_send", msgid=msgid)["errcode"] for _ in range(4)]
    assert codes == [0, 0, 0, 41094]
    sim.set_clock(advance_s=DAY + 1)
    api.get_token()
    assert api.post("externalcontact/remind_groupmsg_send", msgid=msgid)["errcode"] == 0


def test_members_can_confirm_by_themselves_after_a_delay(api: Api, corp: CorpHandle, sim: SimulatorClient) -> None:
    sim.set_clock(speed=0)
    corp.set(auto_confirm_s=600)
    send(api, corp.befriend_many(5, ["amy"]))
    sim.set_clock(advance_s=599)
    assert corp.books()["mass"]["deliveries"] == 0
    sim.set_clock(advance_s=1)
    assert corp.books()["mass"]["deliveries"] == 5


def test_records_are_listed_by_time_for_those_who_lost_an_answer(api: Api, sim: SimulatorClient) -> None:
    people = api.corp.befriend_many(1, ["amy"])
    made = [send(api, people, f"第{number}条")["msgid"] for number in range(3)]
    now = int(sim.now())
    span = {"chat_type": "single", "start_time": now - 60, "end_time": now}
    path = "externalcontact/get_groupmsg_list_v2"
    first = api.post(path, **span, limit=2)
    second = api.post(path, **span, limit=2, cursor=first["next_cursor"])
    rows = first["group_msg_list"] + second["group_msg_list"]
    assert [row["msgid"] for row in rows] == made
    assert rows[0]["text"] == {"content": "第0条"}
    assert "creator" not in rows[0]
    assert api.post(path, **{**span, "start_time": now - 32 * DAY})["errcode"] == 40058
    assert api.post(path, **{**span, "chat_type": "group"})["group_msg_list"] == []


def test_results_are_paged_and_unknown_ids_refused(api: Api, corp: CorpHandle) -> None:
    people = corp.befriend_many(7, ["amy"])
    msgid = send(api, people)["msgid"]
    found, cursor = [], ""
    while True:
        page = api.post(RESULTS, msgid=msgid, userid="AMY", limit=3, cursor=cursor)
        found += [row["external_userid"] for row in page["send_list"]]
        cursor = page["next_cursor"]
        if not cursor:
            break
    assert found == people
    assert api.post(RESULTS, msgid=msgid, userid="bob")["errcode"] == 40003
    assert api.post(RESULTS, msgid="msgnone", userid="amy")["errcode"] == 41047
    assert api.post(TASKS)["errcode"] == 41046


def test_groups_get_mass_messages_from_their_owner(api: Api, corp: CorpHandle) -> None:
    chats = [corp.add_group("amy", f"群{number}") for number in range(2)]
    foreign = corp.add_group("bob", "别的群")
    text = {"content": "群发"}
    assert api.post(SEND, chat_type="group", text=text)["errcode"] == 40063
    every = api.post(SEND, chat_type="group", sender="amy", text=text)
    some = api.post(SEND, chat_type="group", sender="amy", text=text, chat_id_list=[chats[0], foreign])
    assert some["fail_list"] == [foreign]
    assert corp.confirm()["sent"] == 3
    rows = api.post(RESULTS, msgid=every["msgid"], userid="amy")["send_list"]
    assert [row["chat_id"] for row in rows] == chats


def test_personal_mass_messages_count_for_the_quota(api: Api, corp: CorpHandle, sim: SimulatorClient) -> None:
    corp.set(mass_quota="daily_1")
    people = corp.befriend_many(2, ["amy"])
    own = {"userid": "amy", "external_userids": people[:1], "text": "你好"}
    assert corp.ask("POST", "/personal-send", own)["sent"] == 1
    send(api, people)
    assert corp.confirm() == {"tasks": 1, "sent": 1, "not_friend": 0, "over_quota": 1}
    now = int(sim.now())
    span = {"chat_type": "single", "start_time": now - 60, "end_time": now}

    def creators(kind: int) -> list[str]:
        rows = api.post("externalcontact/get_groupmsg_list_v2", **span, filter_type=kind)["group_msg_list"]
        return [row.get("creator", "") for row in rows]

    assert (creators(0), creators(1), creators(2)) == ([""], ["amy"], ["amy", ""])


def test_the_tasks_of_somebody_who_left_stay_open_for_ever(api: Api, corp: CorpHandle) -> None:
    msgid = send(api, corp.befriend_many(4, ["amy", "bob"]))["msgid"]
    corp.dismiss_staff("bob")
    assert corp.confirm()["sent"] == 2
    assert statuses(api, msgid, "bob") == [0, 0]


def test_the_books_see_the_same_message_sent_twice(api: Api, corp: CorpHandle) -> None:
    people = corp.befriend_many(3, ["amy"])
    for _ in range(2):
        media_id = api.upload(PNG)["media_id"]  # the same picture under a new id
        picture = [{"msgtype": "image", "image": {"media_id": media_id}}]
        send(api, people[:2], "双十一", attachments=picture)
    send(api, people, "另一条")
    assert corp.books()["mass"]["planned_twice"] == 2
    corp.confirm()
    summary = corp.books()["mass"]
    assert (summary["deliveries"], summary["receivers"]) == (7, 3)
    assert (summary["duplicates_by_content"], summary["duplicates_by_msgid"]) == (2, 0)
    assert {(row["key"], row["count"]) for row in corp.duplicates()} == {(p, 2) for p in people[:2]}
    assert len(corp.ask("GET", "/books/planned-twice")) == 2
    assert [row["sent"] for row in corp.ask("GET", "/books/mass-sends")] == [2, 2, 3]
