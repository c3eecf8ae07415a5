"""People and programs that ask the API, each with the rights of one role."""

import itertools
from dataclasses import dataclass

import httpx

from siyu import staff
from siyu.runtime.viewer import system_viewer
from tests.api.serving import RunningApi

PASSWORD = "correct horse battery"
_NUMBERS = itertools.count(1)


@dataclass
class Person:
    """Somebody who signs in as often as it takes: random requests may end the session."""

    api: RunningApi
    role: str
    staff_id: int | None = None
    cookie: str = ""
    key: str = ""

    def headers(self) -> dict[str, str]:
        """What a request of this person carries."""
        if self.key:
            return {"authorization": f"Bearer {self.key}"}
        if not self.cookie:
            self._sign_in()
        return {"cookie": f"{staff.SESSION_COOKIE}={self.cookie}", "origin": self.api.url}

    def heard(self, status: int) -> None:
        """Told the status of each answer: 401 means that the session has ended."""
        if status == 401:
            self.cookie = ""

    def _sign_in(self) -> None:
        login = f"{self.role}{next(_NUMBERS)}"
        self.api.run(_open_account(self.api, login, self.role, self.staff_id))
        body = {"login": login, "password": PASSWORD}
        answer = httpx.post(f"{self.api.url}/v1/sign-in", json=body, headers={"origin": self.api.url}, timeout=10)
        assert answer.status_code == 200, answer.text
        self.cookie = answer.cookies[staff.SESSION_COOKIE]


async def _open_account(api: RunningApi, login: str, role: str, staff_id: int | None) -> int:
    async with api.house.unit() as uow:
        return (await staff.create_user(uow, login, PASSWORD, [role], staff_id)).id


async def _make_key(api: RunningApi, user_id: int) -> str:
    rights = tuple(sorted(staff.BUILT_IN["developer"].rights))
    async with api.house.unit() as uow:
        new = staff.NewKey(name="program", rights=rights, user_id=user_id)
        _, text = await staff.create_key(uow, system_viewer(), new)
    return text.get_secret_value()


def enrol(api: RunningApi, role: str, staff_id: int | None = None) -> Person:
    """A person of this role; a developer is a program with a key."""
    if role != "developer":
        return Person(api, role, staff_id)
    owner = api.run(_open_account(api, f"owner{next(_NUMBERS)}", role, staff_id))
    return Person(api, role, staff_id, key=api.run(_make_key(api, owner)))
