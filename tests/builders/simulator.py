"""Starts the WeCom simulator as a process of its own and speaks to its control API.

    with running_simulator(tmp_path) as sim:
        corp = sim.create_corp()
        corp.add_staff("amy")
        met = corp.scan(userid="amy")

All calls block. In a test whose own event loop serves the callback receiver, wrap them:
``await asyncio.to_thread(corp.set_receiver, url)``; the client may be used from several threads.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 20.0


class ControlRefused(Exception):
    """The control API answered something else than 2xx."""

    def __init__(self, status: int, body: str) -> None:
        super().__init__(f"{status}: {body[:500]}")
        self.status = status
        self.body = body


@dataclass(slots=True, frozen=True)
class Meeting:
    """What came of a scan. ``outcome``: added, half, waiting or already."""

    external_userid: str
    userid: str
    outcome: str
    welcome_code: str
    config_id: str
    state: str


class ControlApi:
    """HTTP verbs against ``/control`` of one simulator."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = httpx.Client(base_url=f"{url}/control", timeout=120.0, trust_env=False)

    def ask(self, verb: str, path: str, body: dict[str, Any] | None = None, **query: Any) -> Any:
        """One call; raises ControlRefused."""
        answer = self._http.request(verb, path, json=body, params=query or None)
        if answer.is_error:
            raise ControlRefused(answer.status_code, answer.text)
        return answer.json()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()


@dataclass(slots=True, frozen=True)
class CorpHandle:
    """One company of the simulator: its secrets, and everything its people can do."""

    control: ControlApi
    corp_id: str
    agent_id: int
    secret: str
    external_secret: str
    contacts_secret: str
    callback_token: str
    callback_aes_key: str

    def ask(self, verb: str, path: str, body: dict[str, Any] | None = None, **query: Any) -> Any:
        """A call below ``/control/corps/{corp_id}``."""
        return self.control.ask(verb, f"/corps/{self.corp_id}{path}", body, **query)

    # ---- set-up --------------------------------------------------------------------------

    def set(self, **settings: Any) -> Any:
        """Change settings of the company (trusted_ips, mass_quota, per_minute …)."""
        return self.ask("PATCH", "", settings)

    def set_credential(self, key: str = "app", **settings: Any) -> Any:
        """Rotate a secret, disable the app, take rights away, narrow the scope."""
        return self.ask("PATCH", f"/credentials/{key}", settings)

    def set_receiver(self, url: str, **more: Any) -> Any:
        """Save the callback address; the answer has ``saved`` and ``reason``."""
        return self.ask("POST", "/receiver", {"url": url, **more})

    def set_switches(self, **switches: Any) -> Any:
        """Duplicates, loss, reordering … of callbacks; absent ones go back to their default."""
        return self.ask("PUT", "/callbacks", switches)

    def kill_tokens(self) -> int:
        """Take all access tokens back before their time."""
        return int(self.ask("POST", "/tokens/kill", {})["killed"])

    # ---- people --------------------------------------------------------------------------

    def add_department(self, name: str, **more: Any) -> int:
        """A new department; returns its id."""
        return int(self.ask("POST", "/departments", {"name": name, **more})["department_id"])

    def add_staff(self, userid: str, **more: Any) -> Any:
        """A new member with customer contact."""
        return self.ask("POST", "/staff", {"userid": userid, **more})

    def add_many_staff(self, count: int, prefix: str = "staff") -> list[str]:
        """Many members; returns their userids."""
        return list(self.ask("POST", "/staff/bulk", {"count": count, "prefix": prefix})["userids"])

    def change_staff(self, userid: str, **changes: Any) -> Any:
        """Change a member in the console."""
        return self.ask("PATCH", f"/staff/{userid}", changes)

    def dismiss_staff(self, userid: str) -> Any:
        """The member leaves the company."""
        return self.ask("POST", f"/staff/{userid}/leave")

    def add_customer(self, **known: Any) -> str:
        """A person who knows nobody yet; returns the external_userid."""
        return str(self.ask("POST", "/customers", known)["external_userid"])

    def befriend_many(self, count: int, userids: list[str], **more: Any) -> list[str]:
        """Many customers who are friends already, without callbacks; returns external_userids."""
        body = {"count": count, "userids": userids, "list_result": True, **more}
        return list(self.ask("POST", "/relations/bulk", body)["external_userids"])

    def scan(self, *, customer: dict[str, Any] | None = None, **what: Any) -> Meeting:
        """A customer scans (config_id, qr_code or state, and/or userid; half=True for half-added)."""
        return Meeting(**self.ask("POST", "/scan", {**what, "customer": customer or {}}))

    def scan_many(self, count: int, **what: Any) -> int:
        """Many new customers scan the same code; ``per_second`` spreads their callbacks."""
        return int(self.ask("POST", "/scan/bulk", {"count": count, **what})["count"])

    def accept(self, userid: str, external_userid: str) -> Meeting:
        """The member accepts a waiting or half-added customer."""
        return Meeting(**self.ask("POST", "/accept", {"userid": userid, "external_userid": external_userid}))

    def chat(self, userid: str, external_userid: str, by: str = "customer") -> None:
        """One side writes."""
        self.ask("POST", "/chat", {"userid": userid, "external_userid": external_userid, "by": by})

    def delete(self, userid: str, external_userid: str, by: str) -> None:
        """``staff`` removes the customer, or ``customer`` removes the member."""
        self.ask("POST", "/delete", {"userid": userid, "external_userid": external_userid, "by": by})

    def edit_customer(self, userid: str, external_userid: str, **changes: Any) -> None:
        """The member edits remark, tags … in the client."""
        self.ask("POST", "/edit-customer", {"userid": userid, "external_userid": external_userid, **changes})

    def customer(self, external_userid: str) -> Any:
        """The whole truth about a customer, with all relations."""
        return self.ask("GET", f"/customers/{external_userid}")

    def relations(self) -> list[dict[str, Any]]:
        """The whole truth about all relations."""
        found: list[dict[str, Any]] = []
        after = 0
        while True:
            page = self.ask("GET", "/relations", after=after, limit=10_000)
            found.extend(page["relations"])
            after = page["next"]
            if not after:
                return found

    # ---- tags, groups, mass sends --------------------------------------------------------

    def add_tags(self, group_name: str, names: list[str]) -> dict[str, str]:
        """Tags made in the console; returns name → id."""
        body = {"group_name": group_name, "names": names}
        return dict(self.ask("POST", "/tags", body)["tags"])

    def add_group(self, owner: str, name: str, members: list[str] | None = None) -> str:
        """A customer group; returns its chat_id."""
        body = {"owner": owner, "name": name, "members": members or []}
        return str(self.ask("POST", "/groups", body)["chat_id"])

    def confirm(self, **which: Any) -> dict[str, int]:
        """Members confirm open mass-send tasks (msgid, userid, most); counts of what was sent."""
        return dict(self.ask("POST", "/confirm", which))

    # ---- what happened -------------------------------------------------------------------

    def books(self) -> Any:
        """The summary of everything that was really applied."""
        return self.ask("GET", "/books")

    def effects(self, **which: Any) -> list[dict[str, Any]]:
        """Applied effects (kind, key, subject, content, after, limit)."""
        return list(self.ask("GET", "/books/effects", None, **which))

    def duplicates(self, kind: str = "delivery", by: str = "content") -> list[dict[str, Any]]:
        """Receivers that got the same thing more than once."""
        return list(self.ask("GET", "/books/duplicates", None, kind=kind, by=by))

    def callbacks(self) -> Any:
        """Counts and answer times of callbacks."""
        return self.ask("GET", "/callbacks")

    def callback_log(self, **which: Any) -> list[dict[str, Any]]:
        """Finished deliveries with their plaintext."""
        return list(self.ask("GET", "/callbacks/log", None, **which))

    def drain(self, timeout_s: float = 30.0) -> Any:
        """Wait until no callback is under way."""
        return self.ask("POST", "/callbacks/drain", {"timeout_s": timeout_s})


class SimulatorClient(ControlApi):
    """The control API of one simulator."""

    @property
    def api_base(self) -> str:
        """What stands in for ``https://qyapi.weixin.qq.com/cgi-bin/``."""
        return f"{self.url}/cgi-bin/"

    def create_corp(self, **settings: Any) -> CorpHandle:
        """Found a company."""
        return self._handle(self.ask("POST", "/corps", settings))

    def corp(self, corp_id: str) -> CorpHandle:
        """An existing company."""
        return self._handle(self.ask("GET", f"/corps/{corp_id}"))

    def _handle(self, shown: dict[str, Any]) -> CorpHandle:
        names = [name for name in CorpHandle.__slots__ if name != "control"]
        return CorpHandle(control=self, **{name: shown[name] for name in names})

    def now(self) -> float:
        """Simulated Unix time."""
        return float(self.ask("GET", "/clock")["now"])

    def set_clock(self, **setting: Any) -> float:
        """Move the clock: at, advance_s, speed (0 = frozen), real=True; returns the new time."""
        return float(self.ask("POST", "/clock", setting)["now"])

    def add_fault(self, kind: str, path: str = "*", **more: Any) -> str:
        """A fault rule (count, probability, seed, delay_s, code, skip, corp_id); returns its id."""
        return str(self.ask("POST", "/faults", {"kind": kind, "path": path, **more})["fault_id"])

    def faults(self) -> list[dict[str, Any]]:
        """The rules in force with their hits."""
        return list(self.ask("GET", "/faults"))

    def clear_faults(self) -> None:
        """Take all rules out of force."""
        self.ask("DELETE", "/faults")


@dataclass(slots=True)
class RunningSimulator:
    """A simulator process in its own folder."""

    folder: Path
    seed: int = 1
    port: int = 0
    process: "subprocess.Popen[str] | None" = field(default=None, repr=False)
    client: "SimulatorClient | None" = field(default=None, repr=False)

    def start(self) -> SimulatorClient:
        """Start the process and wait for its address; the same port is used at every start."""
        command = [sys.executable, "-m", "simulator", "--port", str(self.port)]
        command += ["--data", str(self.folder), "--seed", str(self.seed)]
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "simulator.log").open("a") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            self.stop()
            raise RuntimeError((self.folder / "simulator.log").read_text()[-2000:])
        ready = json.loads(line)
        self.port = int(ready["port"])
        self.client = SimulatorClient(str(ready["url"]))
        return self.client

    def stop(self) -> int:
        """SIGTERM, then wait; returns the exit code."""
        return self._end(kill=False)

    def kill(self) -> int:
        """SIGKILL, then wait."""
        return self._end(kill=True)

    def _end(self, *, kill: bool) -> int:
        process, self.process = self.process, None
        if self.client is not None:
            self.client.close()
        if process is None:
            return 0
        if kill:
            process.kill()
        else:
            process.terminate()
        try:
            return process.wait(timeout=START_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()
        finally:
            if process.stdout is not None:
                process.stdout.close()


@contextmanager
def running_simulator(folder: Path, *, seed: int = 1, port: int = 0) -> Iterator[SimulatorClient]:
    """A simulator in ``folder/simulator`` for the length of the block."""
    running = RunningSimulator(folder / "simulator", seed=seed, port=port)
    try:
        yield running.start()
    finally:
        running.stop()
