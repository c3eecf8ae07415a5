"""State survives stops and kills."""

from pathlib import Path

import pytest

from tests.builders.simulator import RunningSimulator
from tests.simulator.conftest import Api

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64
SEND = "externalcontact/add_msg_template"


def test_everything_is_there_after_a_kill(tmp_path: Path) -> None:
    running = RunningSimulator(tmp_path)
    sim = running.start()
    corp = sim.create_corp(mass_quota="daily_1")
    corp.add_staff("amy", quiet=True)
    tags = corp.add_tags("g", ["a"])
    people = corp.befriend_many(20, ["amy"], tags=[tags["a"]])
    api = Api(sim, corp)
    way = api.post("externalcontact/add_contact_way", type=1, scene=2, user=["amy"], state="s")["config_id"]
    media_id = api.upload(PNG)["media_id"]
    met = corp.scan(config_id=way)
    chat_id = corp.add_group("amy", "群", [met.external_userid])
    first = api.post(SEND, external_userid=people, text={"content": "一"})["msgid"]
    corp.confirm()
    waiting = api.post(SEND, external_userid=people, text={"content": "二"})["msgid"]
    sim.add_fault("busy", "user/get", count=5)
    sim.set_clock(at=sim.now() + 5, speed=0)
    books, frozen = corp.books(), sim.now()
    running.kill()

    sim = running.start()
    corp = sim.corp(corp.corp_id)
    fresh = Api(sim, corp)
    assert sim.now() == frozen
    assert fresh.get_token()["access_token"] == api.token
    assert fresh.get("user/get", userid="amy")["errcode"] == -1
    assert len(fresh.get("externalcontact/list", userid="amy")["external_userid"]) == 21
    assert fresh.post("externalcontact/get_contact_way", config_id=way)["contact_way"]["state"] == "s"
    assert fresh.post("externalcontact/groupchat/get", chat_id=chat_id)["errcode"] == 0
    picture = fresh.http.get("media/get", params={"access_token": fresh.token, "media_id": media_id})
    assert picture.content == PNG
    welcome = {"welcome_code": met.welcome_code, "text": {"content": "hi"}}
    assert fresh.post("externalcontact/send_welcome_msg", **welcome)["errcode"] == 0
    again = corp.books()
    assert again["mass"] == books["mass"]
    assert again["effects"] == {**books["effects"], "welcome": 1}
    # The quota counts what was delivered before the kill.
    assert corp.confirm() == {"tasks": 1, "sent": 0, "not_friend": 0, "over_quota": 20}
    assert fresh.post("externalcontact/get_groupmsg_task", msgid=waiting)["task_list"][0]["status"] == 2
    assert fresh.post("externalcontact/get_groupmsg_task", msgid=first)["task_list"][0]["status"] == 2
    for each in (api, fresh):
        each.http.close()
    assert running.stop() == 0


def test_a_restarted_world_never_mints_an_id_twice(tmp_path: Path) -> None:
    running = RunningSimulator(tmp_path, seed=3)
    seen: set[str] = set()
    corp_id = ""
    for _ in range(4):
        sim = running.start()
        corp = sim.corp(corp_id) if corp_id else sim.create_corp()
        if not corp_id:
            corp.add_staff("amy", quiet=True)
        corp_id = corp.corp_id
        fresh = corp.befriend_many(50, ["amy"])
        assert seen.isdisjoint(fresh)
        seen.update(fresh)
        running.kill()
    assert len(seen) == 200


def test_members_who_confirm_by_themselves_still_do_after_a_restart(tmp_path: Path) -> None:
    running = RunningSimulator(tmp_path)
    sim = running.start()
    corp = sim.create_corp(auto_confirm_s=60)
    corp.add_staff("amy", quiet=True)
    sim.set_clock(speed=0)
    api = Api(sim, corp)
    api.post(SEND, external_userid=corp.befriend_many(3, ["amy"]), text={"content": "一"})
    api.http.close()
    running.kill()
    sim = running.start()
    sim.set_clock(advance_s=60)
    assert sim.corp(corp.corp_id).books()["mass"]["deliveries"] == 3
    running.stop()


def test_a_folder_belongs_to_one_simulator(tmp_path: Path) -> None:
    first, second = RunningSimulator(tmp_path), RunningSimulator(tmp_path)
    first.start()
    with pytest.raises(RuntimeError, match="another simulator is using"):
        second.start()
    assert first.stop() == 0


def test_the_same_seed_gives_the_same_world(tmp_path: Path) -> None:
    def live(folder: Path) -> list[str]:
        running = RunningSimulator(folder, seed=11)
        corp = running.start().create_corp()
        corp.add_many_staff(3)
        people = corp.befriend_many(5, ["staff0001"])
        running.stop()
        return [corp.corp_id, corp.secret, *people]

    assert live(tmp_path / "a") == live(tmp_path / "b")
