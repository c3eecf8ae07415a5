"""Which account the server runs as: our own, or an unprivileged one when we are root."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path

_CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """An operating-system account."""

    name: str
    uid: int
    gid: int


def find_account(wanted: str | None) -> Account | None:
    """The account to change to; None when we are not root and simply stay who we are."""
    if os.geteuid() != 0:
        return None
    for name in [wanted] if wanted else _CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise LookupError("running as root needs an unprivileged account; set SIYU_POSTGRES_USER to one that exists")


def own_name() -> str:
    """The name of the account we run as."""
    return pwd.getpwuid(os.geteuid()).pw_name


def may_enter(account: Account, folder: Path) -> bool:
    """Whether the account may walk down to this folder. Rights are only read, never widened."""
    return all(_may_pass(account, step) for step in [folder, *folder.parents])


def _may_pass(account: Account, folder: Path) -> bool:
    state = folder.stat()
    if state.st_uid == account.uid:
        return bool(state.st_mode & 0o100)
    if state.st_gid == account.gid:
        return bool(state.st_mode & 0o010)
    return bool(state.st_mode & 0o001)
