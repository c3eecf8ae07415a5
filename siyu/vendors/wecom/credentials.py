"""Which secret of which corp a client speaks for."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from pydantic import SecretStr


class CredentialKind(StrEnum):
    """What a secret was made for; each kind yields tokens with other rights."""

    APP = "app"  # a self-built app, listed under 客户联系 → 可调用应用
    CUSTOMER_CONTACT = "customer_contact"  # 客户联系, only corps older than 2023-12
    DIRECTORY = "directory"  # 通讯录同步, the only one that may list all members' ids
    ARCHIVE = "archive"  # 会话内容存档
    SERVICE = "service"  # 微信客服


@dataclass(frozen=True, slots=True)
class Credential:
    """One secret of one corp."""

    corp_id: str
    secret: SecretStr
    kind: CredentialKind = CredentialKind.APP
    agent_id: int | None = None

    @property
    def key(self) -> str:
        """The name of this credential's token in a store.

        It changes with the secret, so that a corrected secret starts with a clean record; it
        does not reveal the secret.
        """
        mark = hashlib.sha256(f"{self.corp_id}\0{self.secret.get_secret_value()}".encode()).hexdigest()
        return f"{self.corp_id}:{self.kind.value}:{mark[:24]}"
