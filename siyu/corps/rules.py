"""Which set-ups of a corp make sense. Pure."""

import ipaddress
import re
from urllib.parse import urlsplit

from siyu.corps.contracts import CorpSetup
from siyu.corps.errors import CorpSetupRefused
from siyu.vendors.wecom import BadCallbackKey, CallbackCrypto

_CORP_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PATH_SECRET = re.compile(r"[A-Za-z0-9_-]{16,64}")
_SUFFIX = "/cgi-bin"


def normal_base(api_base: str) -> str:
    """The API address without a trailing slash or `/cgi-bin`, as the client wants it."""
    return api_base.strip().rstrip("/").removesuffix(_SUFFIX).rstrip("/")


def check_setup(setup: CorpSetup) -> None:
    """Refuse with `CorpSetupRefused` what can never work or would send the secret over an open line."""
    if not _CORP_ID.fullmatch(setup.wecom_corp_id):
        _refuse("the corp id may only hold letters, digits, - and _", "企业 ID 只能包含字母、数字、- 和 _")
    if not is_safe_base(setup.api_base):
        _refuse("the API address must begin with https:// (http only on this machine)", "接口地址必须使用 https")
    if setup.path_secret is not None and not _PATH_SECRET.fullmatch(setup.path_secret):
        _refuse("the path secret needs 16 to 64 letters or digits", "回调路径密钥需为 16 至 64 位字母或数字")
    if (setup.callback_token is None) != (setup.callback_key is None):
        _refuse("token and key of the callback belong together", "回调 Token 与 EncodingAESKey 必须同时填写")
    if setup.callback_token and setup.callback_key:
        try:
            CallbackCrypto(token=setup.callback_token, aes_key=setup.callback_key, receive_ids=[setup.wecom_corp_id])
        except BadCallbackKey:
            _refuse("the callback key must have 43 letters or digits", "EncodingAESKey 必须为 43 位字母或数字")


def is_safe_base(api_base: str) -> bool:
    """HTTPS anywhere, plain HTTP only to this machine; no user names, queries or fragments."""
    try:
        parts = urlsplit(api_base)
        host = parts.hostname
    except ValueError:
        return False
    if not host or parts.username or parts.password or parts.query or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(host))


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _refuse(reason: str, reason_zh: str) -> None:
    raise CorpSetupRefused(reason=reason, reason_zh=reason_zh)
