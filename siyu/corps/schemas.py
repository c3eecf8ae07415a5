"""HTTP shapes of corps. Secrets go in, never out."""

from pydantic import Field, SecretStr

from siyu.corps.contracts import Corp, CorpSetup
from siyu.runtime.http import Shape
from siyu.vendors.wecom import OFFICIAL_API


class CorpOut(Shape):
    """A corp as the settings page shows it."""

    id: int
    name: str
    wecom_corp_id: str
    agent_id: int | None
    api_base: str
    is_active: bool
    has_secret: bool
    has_callback_keys: bool


class CorpSetupOut(CorpOut):
    """A corp for those who set it up: with the address to enter at WeCom as callback URL."""

    callback_url: str

    @classmethod
    def of(cls, corp: Corp, address: str) -> "CorpSetupOut":
        """The answer for a corp of a product reached at `address`."""
        shown = CorpOut.model_validate(corp).model_dump()
        return cls(**shown, callback_url=f"{address.rstrip('/')}{corp.callback_path}")


class CorpIn(Shape):
    """What an administrator enters; a secret that is left out keeps its stored value."""

    name: str = Field(min_length=1, max_length=100)
    wecom_corp_id: str = Field(min_length=1, max_length=64)
    api_base: str = Field(default=OFFICIAL_API, max_length=300)
    agent_id: int | None = Field(default=None, ge=0, le=2**53)
    secret: SecretStr | None = Field(default=None, min_length=1, max_length=200)
    callback_token: SecretStr | None = Field(default=None, min_length=1, max_length=200)
    callback_key: SecretStr | None = Field(default=None, min_length=1, max_length=43)

    def setup(self) -> CorpSetup:
        """The same for the service."""
        return CorpSetup(**{name: getattr(self, name) for name in type(self).model_fields})


class CorpSwitch(Shape):
    """Whether the corp is used."""

    is_active: bool


class CredentialCheckOut(Shape):
    """Whether WeCom accepts the corp's secret, else its code and meaning."""

    is_accepted: bool
    code: int | None
    meaning_zh: str
    meaning_en: str
