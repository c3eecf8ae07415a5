"""Welcome messages: one code, one use, twenty seconds."""

import pytest

from tests.builders.simulator import CorpHandle, SimulatorClient
from tests.simulator.conftest import Api

PATH = "externalcontact/send_welcome_msg"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


def test_a_code_works_once_and_the_books_know_it(api: Api, corp: CorpHandle) -> None:
    met = corp.scan(userid="amy")
    body = {"welcome_code": met.welcome_code, "text": {"content": "欢迎"}}
    assert api.post(PATH, **body)["errcode"] == 0
    assert api.post(PATH, **body)["errcode"] == 41051
    effect = corp.effects(kind="welcome")[0]
    assert (effect["key"], effect["subject"]) == (met.external_userid, met.welcome_code)
    assert (effect["userid"], effect["text"]) == ("amy", "欢迎")
    assert corp.books()["welcome"] == {"issued": 1, "used": 1, "used_within_10_s": 1, "killed": 0}


def test_a_code_dies_after_twenty_seconds_of_simulated_time(api: Api, corp: CorpHandle, sim: SimulatorClient) -> None:
    sim.set_clock(speed=0)
    in_time, late = corp.scan(userid="amy"), corp.scan(userid="amy")
    sim.set_clock(advance_s=20)
    assert api.post(PATH, welcome_code=in_time.welcome_code, text={"content": "hi"})["errcode"] == 0
    sim.set_clock(advance_s=0.5)
    assert api.post(PATH, welcome_code=late.welcome_code, text={"content": "hi"})["errcode"] == 41050
    assert corp.books()["welcome"]["used_within_10_s"] == 0


def test_a_chat_kills_the_code(api: Api, corp: CorpHandle) -> None:
    met = corp.scan(userid="amy")
    corp.chat("amy", met.external_userid, by="customer")
    assert api.post(PATH, welcome_code=met.welcome_code, text={"content": "hi"})["errcode"] == 41051
    assert corp.books()["welcome"]["killed"] == 1


def test_unknown_and_foreign_codes_are_refused(api: Api, sim: SimulatorClient) -> None:
    other = sim.create_corp()
    other.add_staff("zoe")
    foreign = other.scan(userid="zoe").welcome_code
    assert api.post(PATH, text={"content": "hi"})["errcode"] == 41049
    assert api.post(PATH, welcome_code="none", text={"content": "hi"})["errcode"] == 41050
    assert api.post(PATH, welcome_code=foreign, text={"content": "hi"})["errcode"] == 41050


def test_no_code_when_the_console_greets_or_the_customer_uses_wecom(corp: CorpHandle) -> None:
    corp.set(console_welcome=["amy"])
    assert corp.scan(userid="amy").welcome_code == ""
    assert corp.scan(userid="bob", customer={"type": 2}).welcome_code == ""
    assert corp.scan(userid="bob").welcome_code != ""


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({}, 41089),
        ({"text": {"content": ""}}, 41089),
        ({"text": {"content": "字" * 1334}}, 45002),
        ({"text": "hi"}, 40058),
        ({"attachments": [{"msgtype": "image", "image": {"media_id": "none"}}]}, 40007),
        ({"attachments": [{"msgtype": "image", "image": {}}]}, 41088),
        ({"attachments": [{"msgtype": "song", "song": {}}]}, 41065),
        ({"attachments": [{"msgtype": "link", "image": {}}]}, 40008),
        ({"attachments": [{"msgtype": "link", "link": {"title": "t"}}]}, 40058),
        ({"attachments": [{"msgtype": "link", "link": {"title": "t" * 129, "url": "u"}}]}, 40058),
        ({"attachments": [{"msgtype": "link", "link": {"title": "t", "url": "u"}}] * 10}, 41064),
        ({"attachments": [{"msgtype": "miniprogram", "miniprogram": {"title": "t"}}]}, 40058),
    ],
)
def test_bad_content_is_refused_and_does_not_use_up_the_code(
    api: Api, corp: CorpHandle, content: dict[str, object], code: int
) -> None:
    met = corp.scan(userid="amy")
    assert api.post(PATH, welcome_code=met.welcome_code, **content)["errcode"] == code
    assert api.post(PATH, welcome_code=met.welcome_code, text={"content": "hi"})["errcode"] == 0


def test_all_kinds_of_attachments_are_taken(api: Api, corp: CorpHandle) -> None:
    picture = api.upload(PNG)["media_id"]
    video = api.upload(b"0" * 64, kind="video", name="a.mp4")["media_id"]
    file = api.upload(b"0" * 64, kind="file", name="a.pdf")["media_id"]
    met = corp.scan(userid="amy")
    attachments = [
        {"msgtype": "image", "image": {"media_id": picture}},
        {"msgtype": "link", "link": {"title": "优惠", "url": "https://shop.example/1", "desc": "d"}},
        {
            "msgtype": "miniprogram",
            "miniprogram": {"title": "商城", "pic_media_id": picture, "appid": "wx1", "page": "index.html"},
        },
        {"msgtype": "video", "video": {"media_id": video}},
        {"msgtype": "file", "file": {"media_id": file}},
    ]
    assert api.post(PATH, welcome_code=met.welcome_code, attachments=attachments)["errcode"] == 0
    wrong = [{"msgtype": "video", "video": {"media_id": picture}}]
    other = corp.scan(userid="amy")
    assert api.post(PATH, welcome_code=other.welcome_code, attachments=wrong)["errcode"] == 40007
