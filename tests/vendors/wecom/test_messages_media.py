"""Welcomes, mass sends, their attachments, and the media they refer to."""

from datetime import UTC, datetime

import httpx
import pytest

from siyu.vendors.wecom import (
    AttachmentUse,
    ChatType,
    CreatedBy,
    FileAttachment,
    ImageAttachment,
    InvalidRequest,
    LinkAttachment,
    MassSendSpec,
    MediaKind,
    MessageContent,
    MiniProgramAttachment,
    OutcomeUnknown,
    SendStatus,
    Unanswered,
    UploadedFile,
    VideoAttachment,
    WeComError,
)
from tests.vendors.wecom.scripted import Stage, refused

WELCOME = "externalcontact/send_welcome_msg"
CREATE = "externalcontact/add_msg_template"
TEMPLATE = "externalcontact/group_welcome_template"
HELLO = MessageContent("你好")
CARD = MiniProgramAttachment(title="商城", pic_media_id="m2", appid="wx8", page="/index.html")
EVERY_KIND = (
    ImageAttachment(media_id="m1", pic_url="http://ignored"),
    ImageAttachment(pic_url="http://p"),
    LinkAttachment(title="券", url="https://x", desc="满减"),
    CARD,
    VideoAttachment(media_id="m3"),
    FileAttachment(media_id="m4"),
)
PNG = UploadedFile("图.png", b"\x89PNG-bytes", "image/png")


async def test_a_welcome_carries_text_and_every_kind_of_attachment(stage: Stage) -> None:
    await stage.client.welcome.send("CODE", MessageContent("你好", EVERY_KIND))

    assert stage.line.bodies(WELCOME) == [
        {
            "welcome_code": "CODE",
            "text": {"content": "你好"},
            "attachments": [
                {"msgtype": "image", "image": {"media_id": "m1"}},
                {"msgtype": "image", "image": {"pic_url": "http://p"}},
                {"msgtype": "link", "link": {"title": "券", "desc": "满减", "url": "https://x"}},
                {
                    "msgtype": "miniprogram",
                    "miniprogram": {
                        "title": "商城",
                        "pic_media_id": "m2",
                        "appid": "wx8",
                        "page": "/index.html",
                    },
                },
                {"msgtype": "video", "video": {"media_id": "m3"}},
                {"msgtype": "file", "file": {"media_id": "m4"}},
            ],
        }
    ]


@pytest.mark.parametrize("code", [41050, 41051, 41053, 41096])
async def test_a_refused_welcome_is_told_at_once(stage: Stage, code: int) -> None:
    stage.line.answers(WELCOME, refused(code))

    with pytest.raises(WeComError) as error:
        await stage.client.welcome.send("CODE", HELLO)

    assert (error.value.code, error.value.is_retryable) == (code, code == 41096)
    assert len(stage.line.calls(WELCOME)) == 1


IMPOSSIBLE = {
    "nothing": MessageContent(),
    "4001 bytes": MessageContent("汉" * 1333 + "ab"),
    "ten attachments": MessageContent("", [ImageAttachment(media_id="m")] * 10),
    "empty picture": MessageContent("", [ImageAttachment()]),
    "link without title": MessageContent("", [LinkAttachment(title="", url="https://x")]),
    "link without address": MessageContent("", [LinkAttachment(title="x", url="")]),
    "long link title": MessageContent("", [LinkAttachment(title="汉" * 43, url="https://x")]),
    "long description": MessageContent("", [LinkAttachment(title="x", url="u", desc="汉" * 171)]),
    "long address": MessageContent("", [LinkAttachment(title="x", url="u" * 2049)]),
    "long picture address": MessageContent("", [LinkAttachment(title="x", url="u", picurl="p" * 2049)]),
    "long card title": MessageContent(
        "", [MiniProgramAttachment(title="汉" * 22, pic_media_id="m", appid="a", page="p")]
    ),
    "card without page": MessageContent("", [MiniProgramAttachment(title="x", pic_media_id="m", appid="a", page="")]),
    "empty video": MessageContent("", [VideoAttachment(media_id="")]),
    "empty file": MessageContent("", [FileAttachment(media_id="")]),
}


@pytest.mark.parametrize("content", IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
async def test_an_impossible_content_is_not_sent(stage: Stage, content: MessageContent) -> None:
    with pytest.raises(InvalidRequest):
        await stage.client.welcome.send("CODE", content)
    with pytest.raises(InvalidRequest):
        await stage.client.mass_send.create(MassSendSpec(content=content, sender="zhang"))

    assert stage.line.asked == []


async def test_exactly_4000_bytes_and_nine_attachments_go(stage: Stage) -> None:
    await stage.client.welcome.send("CODE", MessageContent("汉" * 1333 + "a", [ImageAttachment(media_id="m")] * 9))

    assert len(stage.line.calls(WELCOME)) == 1


async def test_a_welcome_needs_its_code(stage: Stage) -> None:
    with pytest.raises(InvalidRequest, match="welcome_code"):
        await stage.client.welcome.send("", HELLO)


async def test_group_welcome_templates_are_flat(stage: Stage) -> None:
    welcome = stage.client.welcome
    stage.line.answers(f"{TEMPLATE}/add", {"errcode": 0, "template_id": "t1"})
    stage.line.answers(f"{TEMPLATE}/get", {"errcode": 0, "text": {"content": "欢迎"}, "link": {"title": "x"}})
    content = MessageContent("欢迎%NICKNAME%", [CARD])

    assert await welcome.add_group_template(content, notify=False) == "t1"
    await welcome.edit_group_template("t1", HELLO)
    template = await welcome.get_group_template("t1")
    await welcome.delete_group_template("t1")

    (made,) = stage.line.bodies(f"{TEMPLATE}/add")
    assert (made["notify"], made["miniprogram"]["appid"], "attachments" in made) == (0, "wx8", False)
    assert (template.text, template.image) == ({"content": "欢迎"}, None)
    assert stage.line.bodies(f"{TEMPLATE}/del") == [{"template_id": "t1"}]
    with pytest.raises(InvalidRequest, match="attachments"):
        await welcome.add_group_template(MessageContent("x", [CARD, CARD]))
    with pytest.raises(InvalidRequest, match="bytes"):
        await welcome.add_group_template(MessageContent("x" * 3001))


async def test_a_mass_send_names_its_recipients(stage: Stage) -> None:
    stage.line.answers(CREATE, {"errcode": 0, "msgid": "msg1", "fail_list": ["wm2"]})

    made = await stage.client.mass_send.create(
        MassSendSpec(content=HELLO, external_userids=["wm1", "wm2"], sender="zhang", allow_select=True)
    )

    assert (made.msgid, made.fail_list) == ("msg1", ("wm2",))
    assert stage.line.bodies(CREATE) == [
        {
            "chat_type": "single",
            "sender": "zhang",
            "external_userid": ["wm1", "wm2"],
            "allow_select": True,
            "text": {"content": "你好"},
        }
    ]


async def test_a_mass_send_by_tags_and_one_to_groups(stage: Stage) -> None:
    stage.line.answers(CREATE, *[{"errcode": 0, "msgid": "m", "fail_list": None}] * 3)
    send = stage.client.mass_send
    group = ChatType.GROUP

    await send.create(MassSendSpec(content=HELLO, sender="zhang", tag_filter=[["et1", "et2"], ["et3"]]))
    await send.create(MassSendSpec(content=HELLO, chat_type=group, sender="zhang", chat_ids=["wr1"]))
    await send.create(MassSendSpec(content=HELLO, chat_type=group, sender="zhang"))

    by_tags, to_groups, to_all = stage.line.bodies(CREATE)
    assert by_tags["tag_filter"] == {"group_list": [{"tag_list": ["et1", "et2"]}, {"tag_list": ["et3"]}]}
    assert (to_groups["chat_type"], to_groups["chat_id_list"]) == ("group", ["wr1"])
    assert "chat_id_list" not in to_all


@pytest.mark.parametrize(
    "spec",
    [
        MassSendSpec(content=HELLO),
        MassSendSpec(content=HELLO, external_userids=["wm"] * 10_001),
        MassSendSpec(content=HELLO, chat_type=ChatType.GROUP, chat_ids=["wr1"]),
        MassSendSpec(content=HELLO, chat_type=ChatType.GROUP, sender="z", chat_ids=["wr"] * 2001),
        MassSendSpec(content=HELLO, sender="z", tag_filter=[["et"] * 101]),
    ],
    ids=["nobody", "10,001 customers", "group without sender", "2,001 groups", "101 tags"],
)
async def test_an_impossible_mass_send_is_not_sent(stage: Stage, spec: MassSendSpec) -> None:
    with pytest.raises(InvalidRequest):
        await stage.client.mass_send.create(spec)

    assert stage.line.asked == []


@pytest.mark.parametrize("call", ["create", "remind"])
async def test_what_people_would_see_twice_is_never_repeated(stage: Stage, call: str) -> None:
    stage.line.answers(CREATE, httpx.ReadTimeout("slow"))
    stage.line.answers("externalcontact/remind_groupmsg_send", httpx.ReadTimeout("slow"))
    send = stage.client.mass_send
    coroutine = send.create(MassSendSpec(content=HELLO, sender="z")) if call == "create" else send.remind("m")

    with pytest.raises(OutcomeUnknown):
        await coroutine

    assert len([one for one in stage.line.asked if "gettoken" not in str(one.url)]) == 1


async def test_a_task_that_was_made_but_has_no_id_is_unknown(stage: Stage) -> None:
    stage.line.answers(CREATE, {"errcode": 0})

    with pytest.raises(OutcomeUnknown, match="msgid"):
        await stage.client.mass_send.create(MassSendSpec(content=HELLO, sender="z"))


async def test_messages_tasks_and_results_are_read_over_their_pages(stage: Stage) -> None:
    send = stage.client.mass_send
    since, until = datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 9, 30, tzinfo=UTC)
    message = {"msgid": "m1", "create_time": "1605171726", "create_type": 0, "text": {"content": "你好"}}
    stage.line.answers(
        "externalcontact/get_groupmsg_list_v2",
        {"errcode": 0, "group_msg_list": [message], "next_cursor": "c"},
        {"errcode": 0, "group_msg_list": [{"msgid": "m2", "create_time": 1605171727, "creator": "z"}]},
    )
    tasks = [
        {"userid": "a", "status": 0},
        {"userid": "b", "status": 2, "send_time": 1},
        {"userid": "c", "status": 1},
    ]
    stage.line.answers("externalcontact/get_groupmsg_task", {"errcode": 0, "task_list": tasks})
    results = [{"external_userid": f"wm{status}", "userid": "b", "status": status} for status in range(4)]
    stage.line.answers("externalcontact/get_groupmsg_send_result", {"errcode": 0, "send_list": results})

    listing = send.iterate_messages(ChatType.SINGLE, since=since, until=until, created_by=CreatedBy.CORP, creator="z")
    first, second = [one async for one in listing]
    sent = [task.is_sent async for task in send.iterate_tasks("m1")]
    statuses = [SendStatus(one.status) async for one in send.iterate_results("m1", "b")]

    assert (first.content, first.creator, second.content, second.creator) == ("你好", "", "", "z")
    assert first.create_time is not None
    assert sent == [False, True, True]
    assert statuses == list(SendStatus)
    asked = stage.line.bodies("externalcontact/get_groupmsg_list_v2")[0]
    assert (asked["filter_type"], asked["start_time"], asked["creator"]) == (0, int(since.timestamp()), "z")


async def test_a_task_is_cancelled(stage: Stage) -> None:
    await stage.client.mass_send.cancel("m1")

    assert stage.line.bodies("externalcontact/cancel_groupmsg_send") == [{"msgid": "m1"}]


@pytest.mark.parametrize("created_at", ["1380000000", 1380000000])
async def test_a_file_is_uploaded_as_the_part_media(stage: Stage, created_at: object) -> None:
    stage.line.answers("media/upload", {"errcode": 0, "type": "image", "media_id": "m", "created_at": created_at})

    media = await stage.client.media.upload(MediaKind.IMAGE, PNG)

    (request,) = stage.line.calls("media/upload")
    assert (media.media_id, media.created_at) == ("m", datetime.fromtimestamp(1380000000, UTC))
    assert request.url.params["type"] == "image"
    assert b'name="media"; filename="' in request.content
    assert "图.png".encode() in request.content
    assert PNG.content in request.content


async def test_attachments_and_permanent_pictures_go_their_own_ways(stage: Stage) -> None:
    stage.line.answers("media/upload_attachment", {"errcode": 0, "media_id": "m"})
    stage.line.answers("media/uploadimg", {"errcode": 0, "errmsg": "", "url": "http://p.qpic.cn/1"})

    media = await stage.client.media.upload_attachment(MediaKind.IMAGE, PNG, use=AttachmentUse.MOMENT)
    url = await stage.client.media.upload_image(PNG)

    query = stage.line.calls("media/upload_attachment")[0].url.params
    assert (media.media_id, url) == ("m", "http://p.qpic.cn/1")
    assert (query["media_type"], query["attachment_type"]) == ("image", "1")


@pytest.mark.parametrize(
    ("kind", "size"),
    [
        (MediaKind.FILE, 0),
        (MediaKind.FILE, 5),
        (MediaKind.FILE, 20 * 1024 * 1024 + 1),
        (MediaKind.VOICE, 2 * 1024 * 1024 + 1),
    ],
)
async def test_a_file_of_an_impossible_size_is_not_sent(stage: Stage, kind: MediaKind, size: int) -> None:
    with pytest.raises(InvalidRequest, match="bytes"):
        await stage.client.media.upload(kind, UploadedFile("f", b"x" * size))

    assert stage.line.asked == []


async def test_an_upload_is_repeated_with_its_bytes(stage: Stage) -> None:
    stage.line.answers("media/upload", httpx.ReadTimeout("slow"), {"errcode": 0, "media_id": "m"})

    await stage.client.media.upload(MediaKind.IMAGE, PNG)

    assert [PNG.content in one.content for one in stage.line.calls("media/upload")] == [True, True]


async def test_a_download_gives_the_bytes(stage: Stage) -> None:
    stage.line.answers("media/get", httpx.Response(200, content=b"\x89PNG", headers={"content-type": "image/png"}))

    media = await stage.client.media.download("m1")

    assert (media.content, media.content_type) == (b"\x89PNG", "image/png")


@pytest.mark.parametrize("kind", ["application/json; charset=UTF-8", "text/plain"])
async def test_a_download_that_answers_json_is_an_error(stage: Stage, kind: str) -> None:
    answer = httpx.Response(200, content=b'{"errcode":40007,"errmsg":"x"}', headers={"content-type": kind})
    stage.line.answers("media/get", answer)

    with pytest.raises(WeComError) as error:
        await stage.client.media.download("m1")

    assert error.value.code == 40007


async def test_a_download_with_a_dead_token_is_made_again(stage: Stage) -> None:
    picture = httpx.Response(200, content=b"\x89PNG", headers={"content-type": "image/png"})
    stage.line.answers("media/get", refused(42001), picture)

    assert (await stage.client.media.download("m1")).content == b"\x89PNG"


async def test_a_download_behind_a_broken_gateway_gives_up(stage: Stage) -> None:
    stage.line.answers("media/get", *[httpx.Response(502, text="bad")] * 2, {"errcode": 0})

    with pytest.raises(Unanswered):
        await stage.client.media.download("m1")
