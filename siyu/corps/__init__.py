"""Corps: the WeCom corps (企业) of the organisation, their secrets, and the clients that speak for them.

A *corp* is one company account at WeCom; an organisation may own several. Secrets lie sealed in the database;
tokens and call quotas are shared by all processes through it.
"""

from siyu.corps.contracts import CallbackKeys, Corp, CorpSetup, CredentialCheck
from siyu.corps.errors import CorpInactive, CorpNotFound, CorpSetupRefused
from siyu.corps.service.clients import WeComClients
from siyu.corps.service.registry import (
    check_corp,
    find_callback_keys,
    get_corp,
    list_corps,
    save_corp,
    set_corp_active,
)

__all__ = [
    "CallbackKeys",
    "Corp",
    "CorpInactive",
    "CorpNotFound",
    "CorpSetup",
    "CorpSetupRefused",
    "CredentialCheck",
    "WeComClients",
    "check_corp",
    "find_callback_keys",
    "get_corp",
    "list_corps",
    "save_corp",
    "set_corp_active",
]
