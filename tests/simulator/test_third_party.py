"""An independent WeCom client works against the simulator, unchanged but for the address."""

from collections.abc import Iterator
from typing import Any

import pytest
from wechatpy.exceptions import APILimitedException, WeChatClientException
from wechatpy.work import WeChatClient

from tests.builders.simulator import CorpHandle, SimulatorClient
from tests.simulator.receiver import Receiver

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


class LocalClient(WeChatClient):
    """The library's client with the two addresses that it has no setting for."""

    def __init__(self, base: str, corp_id: str, secret: str) -> None:
        self.API_BASE_URL = base
        super().__init__(corp_id, secret)
        self._http.trust_env = False

    def fetch_access_token(self) -> Any:
        """The same call as the library's, which has the real host written into it."""
        return self._fetch_access_token(
            url=f"{self.API_BASE_URL}gettoken",
            params={"corpid": self.corp_id, "corpsecret": self.secret},
        )


@pytest.fixture
def client(sim: SimulatorClient, corp: CorpHandle) -> Iterator[LocalClient]:
    """The library as the company's self-built app."""
    client = LocalClient(sim.api_base, corp.corp_id, corp.secret)
    yield client
    client._http.close()


def test_token_and_its_recovery(client: LocalClient, corp: CorpHandle) -> None:
    first = client.access_token
    assert client.access_token == first
    corp.kill_tokens()
    # The library sees 42001, fetches a new token and repeats the call.
    assert client.department.list()[0]["id"] == 1
    assert client.access_token != first


def test_a_wrong_secret(sim: SimulatorClient, corp: CorpHandle) -> None:
    client = LocalClient(sim.api_base, corp.corp_id, "wrong")
    with pytest.raises(WeChatClientException) as caught:
        client.department.list()
    assert caught.value.errcode == 40001
    client._http.close()


def test_directory(client: LocalClient, corp: CorpHandle) -> None:
    east = corp.add_department("华东")
    corp.add_staff("dan", name="丹", departments=[east], mobile="13800000009")
    assert [each["name"] for each in client.department.list(east)] == ["华东"]
    assert client.department.simple_list(east)[0]["id"] == east
    assert client.department.get(east)["parentid"] == 1
    assert [each["userid"] for each in client.department.get_users(east)] == ["dan"]
    assert client.department.get_map_users(east, key="name") == {"丹": "dan"}
    assert client.user.get("dan")["name"] == "丹"
    assert len(client.user.list(1, fetch_child=True)) == 4
    assert client.user.list(1, simple=True)[0]["userid"] == "amy"
    assert client.user.getuserid("13800000009") == "dan"


def test_customers(client: LocalClient, corp: CorpHandle) -> None:
    made = corp.befriend_many(7, ["amy"])
    contact = client.external_contact
    assert contact.get_follow_user_list()["follow_user"] == ["amy", "bob", "carl"]
    assert contact.list("amy")["external_userid"] == made
    assert contact.get(made[0])["follow_user"][0]["userid"] == "amy"
    walked = list(contact.gen_all_by_user("amy", 3))
    assert [each["external_contact"]["external_userid"] for each in walked] == made
    with pytest.raises(WeChatClientException) as caught:
        contact.list("bob")
    assert caught.value.errcode == 84061


def test_contact_ways(client: LocalClient, corp: CorpHandle) -> None:
    contact = client.external_contact
    made = contact.add_contact_way(
        type=2, scene=2, style=None, remark="海报", skip_verify=True, state="poster", user=["amy"], party=None
    )
    assert corp.scan(config_id=made["config_id"]).state == "poster"
    assert contact.get_contact_way(made["config_id"])["contact_way"]["remark"] == "海报"
    contact.update_contact_way(made["config_id"], remark="新", state="p2", user=["bob"])
    assert contact.get_contact_way(made["config_id"])["contact_way"]["user"] == ["bob"]
    contact.del_contact_way(made["config_id"])
    with pytest.raises(WeChatClientException) as caught:
        contact.get_contact_way(made["config_id"])
    assert caught.value.errcode == 41044


def test_tags(client: LocalClient, corp: CorpHandle) -> None:
    contact = client.external_contact
    met = corp.scan(userid="amy")
    made = contact.add_corp_tag(None, "等级", 1, [{"name": "金卡", "order": 1}])["tag_group"]
    tag = made["tag"][0]["id"]
    contact.mark_tag("amy", met.external_userid, add_tag=[tag])
    assert contact.get(met.external_userid)["follow_user"][0]["tags"][0]["tag_name"] == "金卡"
    contact.edit_corp_tag(tag, name="黑金卡", order=3)
    assert contact.get_corp_tag_list([tag])["tag_group"][0]["tag"][0]["name"] == "黑金卡"
    contact.mark_tag("amy", met.external_userid, remove_tag=[tag])
    contact.del_corp_tag(group_id=made["group_id"])
    assert contact.get_corp_tag_list()["tag_group"] == []


def test_groups(client: LocalClient, corp: CorpHandle) -> None:
    chats = [corp.add_group("amy", f"群{number}") for number in range(3)]
    listed = client.external_contact.get_group_chat_list(limit=2)["group_chat_list"]
    assert [row["chat_id"] for row in listed] == chats[:2]
    assert client.external_contact.get_group_chat_info(chats[0])["group_chat"]["name"] == "群0"
    groups = client.external_contact_group_chat
    assert len(groups.list_all(owner_userid_list=["amy"], limit=2)) == 3
    assert groups.get(chats[1])["group_chat"]["owner"] == "amy"


def test_group_welcome_templates(client: LocalClient) -> None:
    contact = client.external_contact
    made = contact.add_group_welcome_template({"text": {"content": "欢迎入群"}})["template_id"]
    contact.update_group_welcome_template({"text": {"content": "你好"}}, made)
    assert contact.get_group_welcome_template(made)["text"]["content"] == "你好"
    contact.del_group_welcome_template(made)
    with pytest.raises(WeChatClientException):
        contact.get_group_welcome_template(made)


def test_welcome_and_mass_send(client: LocalClient, corp: CorpHandle) -> None:
    contact = client.external_contact
    met = corp.scan(userid="amy")
    contact.send_welcome_msg({"welcome_code": met.welcome_code, "text": {"content": "欢迎"}})
    sent = contact.add_msg_template(
        {"external_userid": [met.external_userid], "sender": "amy", "text": {"content": "上新"}}
    )
    corp.confirm()
    result = contact.get_group_msg_result(sent["msgid"])
    assert [row["status"] for row in result["detail_list"]] == [1]
    mass = corp.books()["mass"]
    assert (mass["deliveries"], mass["duplicates_by_content"]) == (1, 0)


def test_media(client: LocalClient) -> None:
    made = client.media.upload("image", ("海报.png", PNG))
    assert made["type"] == "image"
    # The library builds download addresses with the real host; the same call goes through its own verb.
    answer = client.get("media/get", params={"media_id": made["media_id"]})
    assert answer.content == PNG
    assert client.media.upload_img(("a.png", PNG))["url"].startswith("https://")
    assert client.misc.get_wechat_ips() == ["127.0.0.1"]


def test_a_frequency_limit(client: LocalClient, corp: CorpHandle) -> None:
    corp.set(per_path={"department/list": 1})
    client.department.list()
    with pytest.raises(APILimitedException):
        client.department.list()


def test_callbacks_are_read_by_the_library(corp: CorpHandle, receiver: Receiver) -> None:
    met = corp.scan(userid="amy")
    corp.drain()
    # The receiver of these tests checks and decrypts with the library.
    assert receiver.received[0].fields["ExternalUserID"] == met.external_userid
