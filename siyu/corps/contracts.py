"""What others may know of a corp: its identity, its callback keys, and what its set-up needs."""

from dataclasses import dataclass

from pydantic import SecretStr

CALLBACK_PATH = "/callbacks/wecom/"


@dataclass(frozen=True, slots=True)
class Corp:
    """A WeCom corp; `wecom_corp_id` is WeCom's own text id, `path_secret` ends its callback address."""

    id: int
    name: str
    wecom_corp_id: str
    agent_id: int | None
    api_base: str
    path_secret: str
    is_active: bool = True
    has_secret: bool = True
    has_callback_keys: bool = True

    @property
    def callback_path(self) -> str:
        """The path WeCom posts this corp's callbacks to."""
        return f"{CALLBACK_PATH}{self.path_secret}"


@dataclass(frozen=True, slots=True)
class CallbackKeys:
    """What opens the callbacks of one corp; `receive_id` is the WeCom corp id they must be addressed to."""

    corp_id: int
    token: SecretStr
    aes_key: SecretStr
    receive_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpSetup:
    """Everything an administrator enters for a corp.

    `None` for a secret keeps what is stored. `path_secret` is made up when not given for a new corp.
    """

    name: str
    wecom_corp_id: str
    api_base: str
    agent_id: int | None = None
    secret: SecretStr | None = None
    callback_token: SecretStr | None = None
    callback_key: SecretStr | None = None
    path_secret: str | None = None


@dataclass(frozen=True, slots=True)
class CredentialCheck:
    """Whether WeCom gives a token for the corp's secret; if not, WeCom's code and what it means."""

    is_accepted: bool
    code: int | None = None
    meaning_zh: str = ""
    meaning_en: str = ""
