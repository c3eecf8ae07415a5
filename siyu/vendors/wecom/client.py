"""The client: one credential of one corp, all areas of the API on one line."""

import asyncio
import random
from dataclasses import dataclass, field

import httpx

from siyu.kit.clock import Clock
from siyu.vendors.wecom.contact_ways import ContactWays
from siyu.vendors.wecom.contacts import Contacts
from siyu.vendors.wecom.credentials import Credential
from siyu.vendors.wecom.directory import Directory
from siyu.vendors.wecom.groups import Groups
from siyu.vendors.wecom.mass_send import MassSend
from siyu.vendors.wecom.media import Media
from siyu.vendors.wecom.quota import QuotaStore
from siyu.vendors.wecom.tags import Tags
from siyu.vendors.wecom.tokens import TokenStore
from siyu.vendors.wecom.transport import Sleep, Transport
from siyu.vendors.wecom.welcome import Welcome

OFFICIAL_API = "https://qyapi.weixin.qq.com"


@dataclass(kw_only=True)
class WeComClient:
    """Typed access to WeCom's API for one credential. Cheap to make, safe to share in a process.

    Args:
        http: the one outgoing HTTP client; its owner closes it.
        base_url: ``https://qyapi.weixin.qq.com`` or another address that speaks the same.
        credential: whose secret.
        tokens, quota: shared by all processes of the installation.
        clock, sleep: time; ``sleep`` takes seconds.
    """

    http: httpx.AsyncClient
    credential: Credential
    tokens: TokenStore
    quota: QuotaStore
    clock: Clock
    base_url: str = OFFICIAL_API
    sleep: Sleep = asyncio.sleep

    directory: Directory = field(init=False)
    contacts: Contacts = field(init=False)
    contact_ways: ContactWays = field(init=False)
    tags: Tags = field(init=False)
    groups: Groups = field(init=False)
    welcome: Welcome = field(init=False)
    mass_send: MassSend = field(init=False)
    media: Media = field(init=False)

    def __post_init__(self) -> None:
        transport = Transport(
            http=self.http,
            base_url=self.base_url,
            credential=self.credential,
            tokens=self.tokens,
            quota=self.quota,
            clock=self.clock,
            sleep=self.sleep,
            dice=random.random,
        )
        self._transport = transport
        self.directory = Directory(transport)
        self.contacts = Contacts(transport)
        self.contact_ways = ContactWays(transport)
        self.tags = Tags(transport)
        self.groups = Groups(transport)
        self.welcome = Welcome(transport)
        self.mass_send = MassSend(transport)
        self.media = Media(transport)

    async def check_credential(self) -> None:
        """Obtain a token, to see whether the secret, the corp id and the trusted address are right.

        Raises:
            CredentialRefused: with the code that says which of them is wrong.
            NotSent: WeCom cannot be reached.
        """
        await self._transport.warm_up()
