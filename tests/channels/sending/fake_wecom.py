"""WeCom's mass sending as an HTTP transport in this process, which can fail exactly when a test wants it to."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from pydantic import SecretStr

from siyu.kit.clock import Clock
from siyu.vendors import wecom

CREATE = "externalcontact/add_msg_template"


@dataclass
class Task:
    """One mass message with one member's part."""

    msgid: str
    sender: str
    people: list[str]
    text: str
    created: int
    is_sent: bool = False
    is_cancelled: bool = False
    statuses: dict[str, int] = field(default_factory=dict)


async def _no_nap(_: float) -> None:
    return None


@dataclass
class FakeWeCom:
    """Keeps tasks; `trouble[path]` is a queue of what goes wrong with the next calls.

    Troubles: "cut_after" (applied, no answer), "cut_before" (nothing applied), an int (error code).
    """

    clock: Clock
    tasks: list[Task] = field(default_factory=list)
    trouble: dict[str, list[Any]] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    strangers: set[str] = field(default_factory=set)
    before_create: Callable[[], None] | None = None
    is_hidden: bool = False

    def client(self) -> wecom.WeComClient:
        return wecom.WeComClient(
            http=httpx.AsyncClient(transport=httpx.MockTransport(self._answer)),
            base_url="http://wecom.test",
            credential=wecom.Credential("ww1", SecretStr("secret")),
            tokens=wecom.MemoryTokens(),
            quota=wecom.MemoryQuota(),
            clock=self.clock,
            sleep=_no_nap,
        )

    async def of(self, corp_id: int) -> wecom.WeComClient:
        """What `WeComClients` offers."""
        return self.client()

    def receivers(self) -> Counter[str]:
        """How often each person stands in a living task."""
        return Counter(person for task in self.tasks if not task.is_cancelled for person in task.people)

    def confirm(self, **statuses: int) -> None:
        """All members confirm; everybody gets it except those with another status."""
        for task in self.tasks:
            if not task.is_sent and not task.is_cancelled:
                task.is_sent = True
                task.statuses = {person: statuses.get(person, 1) for person in task.people}

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/cgi-bin/")
        self.calls[path] += 1
        if path == "gettoken":
            return _ok(access_token="t", expires_in=7200)
        troubles = self.trouble.get(path, [])
        trouble = troubles.pop(0) if troubles else None
        if trouble == "cut_before":
            raise httpx.ReadError("cut")
        if isinstance(trouble, int):
            return httpx.Response(200, json={"errcode": trouble, "errmsg": "no"})
        body = json.loads(request.content)
        answer = getattr(self, "_" + path.rpartition("/")[2])(body)
        if trouble == "cut_after":
            raise httpx.ReadError("cut")
        return answer  # type: ignore[no-any-return]

    def _add_msg_template(self, body: dict[str, Any]) -> httpx.Response:
        if self.before_create:
            self.before_create()
        people = [one for one in body["external_userid"] if one not in self.strangers]
        refused = [one for one in body["external_userid"] if one in self.strangers]
        if not people:
            return httpx.Response(200, json={"errcode": 41048, "errmsg": "nobody"})
        task = Task(
            f"msg{len(self.tasks) + 1}",
            body["sender"],
            people,
            body["text"]["content"],
            int(self.clock.now().timestamp()),
        )
        self.tasks.append(task)
        return _ok(msgid=task.msgid, fail_list=refused)

    def _get_groupmsg_list_v2(self, body: dict[str, Any]) -> httpx.Response:
        rows = [
            {"msgid": task.msgid, "create_time": task.created, "text": {"content": task.text}, "attachments": []}
            for task in self.tasks
            if body["start_time"] <= task.created <= body["end_time"] and not self.is_hidden
        ]
        return _ok(group_msg_list=rows)

    def _get_groupmsg_task(self, body: dict[str, Any]) -> httpx.Response:
        task = self._find(body)
        row = {"userid": task.sender, "status": 2 if task.is_sent else 0}
        if task.is_sent:
            row["send_time"] = int(self.clock.now().timestamp())
        return _ok(task_list=[row])

    def _get_groupmsg_send_result(self, body: dict[str, Any]) -> httpx.Response:
        task = self._find(body)
        rows = [
            {"external_userid": person, "userid": task.sender, "status": task.statuses.get(person, 0)}
            for person in task.people
        ]
        at = int(body.get("cursor") or 0)
        after = at + body["limit"]
        cursor = str(after) if after < len(rows) else ""
        return _ok(send_list=rows[at:after], next_cursor=cursor)

    def _cancel_groupmsg_send(self, body: dict[str, Any]) -> httpx.Response:
        self._find(body).is_cancelled = True
        return _ok()

    def _remind_groupmsg_send(self, body: dict[str, Any]) -> httpx.Response:
        return _ok()

    def _find(self, body: dict[str, Any]) -> Task:
        return next(task for task in self.tasks if task.msgid == body["msgid"])


def _ok(**more: Any) -> httpx.Response:
    return httpx.Response(200, json={"errcode": 0, "errmsg": "ok", **more})
