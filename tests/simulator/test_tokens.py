"""The life of an access token, and the set-up failures that a company can have."""

from tests.builders.simulator import CorpHandle, SimulatorClient
from tests.simulator.conftest import Api


def test_asking_again_gives_the_same_token_until_it_expires(sim: SimulatorClient, api: Api) -> None:
    first = api.get_token()
    sim.set_clock(advance_s=7000)
    again = api.get_token()
    sim.set_clock(advance_s=300)
    fresh = api.get_token()
    assert first["expires_in"] in (7199, 7200)
    assert again["access_token"] == first["access_token"]
    assert again["expires_in"] < 210
    assert fresh["access_token"] != first["access_token"]


def test_a_call_without_with_a_wrong_and_with_an_expired_token(sim: SimulatorClient, api: Api) -> None:
    path = "externalcontact/get_follow_user_list"
    assert api.http.get(path).json()["errcode"] == 41001
    assert api.http.get(path, params={"access_token": "nonsense"}).json()["errcode"] == 40014
    assert api.get(path)["errcode"] == 0
    sim.set_clock(advance_s=7201)
    assert api.get(path)["errcode"] == 42001


def test_a_token_in_the_body_is_not_seen(api: Api) -> None:
    token = api.get_token()["access_token"]
    answer = api.http.post("externalcontact/get_corp_tag_list", json={"access_token": token})
    assert answer.json()["errcode"] == 41001


def test_wrong_corp_and_wrong_secret_are_told_apart(sim: SimulatorClient, api: Api) -> None:
    other = sim.create_corp()

    def ask(**query: str) -> int:
        return int(api.http.get("gettoken", params=query).json()["errcode"])

    assert ask(corpid="wwnone", corpsecret=api.secret) == 40013
    assert ask(corpid=api.corp.corp_id, corpsecret="wrong") == 40001
    assert ask(corpid=api.corp.corp_id, corpsecret=other.secret) == 40091
    assert ask(corpsecret=api.secret) == 41002
    assert ask(corpid=api.corp.corp_id) == 41004


def test_a_token_that_wecom_takes_back_early_answers_42001_and_a_new_one_works(api: Api) -> None:
    old = api.get_token()["access_token"]
    assert api.corp.kill_tokens() == 1
    assert api.get("externalcontact/get_follow_user_list")["errcode"] == 42001
    assert api.get_token()["access_token"] != old
    assert api.get("externalcontact/get_follow_user_list")["errcode"] == 0


def test_an_untrusted_address_is_refused_with_the_address_in_the_text(api: Api) -> None:
    api.get_token()
    api.corp.set(trusted_ips=["10.9.8.7"])
    refused = api.get("externalcontact/get_follow_user_list")
    assert refused["errcode"] == 60020
    assert "from ip: 127.0.0.1" in refused["errmsg"]
    assert api.get_token()["errcode"] == 60020
    api.corp.set(trusted_ips=["127.0.0.1"])
    assert api.get("externalcontact/get_follow_user_list")["errcode"] == 0


def test_a_disabled_app_gets_50003(api: Api) -> None:
    api.get_token()
    api.corp.set_credential(enabled=False)
    assert api.get_token()["errcode"] == 50003
    assert api.get("externalcontact/get_follow_user_list")["errcode"] == 50003


def test_missing_rights_get_48002(api: Api) -> None:
    api.corp.set_credential(may_use_external=False)
    assert api.get("externalcontact/get_follow_user_list")["errcode"] == 48002
    assert api.get("department/list")["errcode"] == 0
    api.corp.set_credential(may_use_external=True, denied=["externalcontact/add_msg_template"])
    assert api.post("externalcontact/add_msg_template")["errcode"] == 48002
    assert api.get("externalcontact/get_follow_user_list")["errcode"] == 0


def test_each_secret_has_its_own_token_and_its_own_rights(sim: SimulatorClient, api: Api) -> None:
    contacts = Api(sim, api.corp, api.corp.contacts_secret)
    assert contacts.get_token()["access_token"] != api.get_token()["access_token"]
    assert contacts.post("user/list_id")["errcode"] == 0
    assert api.post("user/list_id")["errcode"] == 48002
    assert contacts.get("externalcontact/get_follow_user_list")["errcode"] == 48002
    contacts.http.close()


def test_a_rotated_secret_ends_the_old_tokens(api: Api, corp: CorpHandle) -> None:
    api.get_token()
    fresh = corp.set_credential(secret="")["secret"]
    assert api.get("department/list")["errcode"] == 42001
    assert api.get_token()["errcode"] == 40001
    api.secret = fresh
    assert api.get_token()["errcode"] == 0


def test_an_error_carries_the_hint_that_support_asks_for(api: Api) -> None:
    text = api.post("externalcontact/get_contact_way", config_id="none")["errmsg"]
    assert "hint: [" in text
    assert text.endswith("more info at https://open.work.weixin.qq.com/devtool/query?e=41044")
