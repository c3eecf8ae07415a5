"""A company at the simulator that the product knows too: corp, clients, directory, callbacks."""

from dataclasses import dataclass
from datetime import timedelta

from pydantic import SecretStr
from sqlalchemy import text

from siyu import corps, staff
from siyu.channels.inbox.jobs import turn_inbox, turn_urgent
from siyu.runtime.house import House
from siyu.runtime.work.dispatch import turn_handlers
from tests.builders.callbacks import CallbackSender, Delivery
from tests.builders.simulator import CorpHandle, Meeting, SimulatorClient

PATH_SECRET = "company0path0secret0"


@dataclass
class Company:
    """Both sides of one company. The simulator's clock stands where the product's does."""

    house: House
    simulator: SimulatorClient
    corp: CorpHandle
    corp_id: int
    sender: CallbackSender

    async def member_id(self, userid: str) -> int:
        """Our id of a member."""
        async with self.house.unit() as uow:
            return (await staff.ensure_member(uow, corp_id=self.corp_id, userid=userid)).id

    def advance(self, seconds: float) -> None:
        """Let time pass here and there."""
        self.house.clock.instant += timedelta(seconds=seconds)
        self.simulator.set_clock(advance_s=seconds)

    def added(self, meeting: Meeting, *, half: bool = False) -> Delivery:
        """The callback that tells of a meeting."""
        change = "add_half_external_contact" if half else "add_external_contact"
        now = self.house.clock.now()
        plain = self.sender.plain(
            "change_external_contact",
            change,
            now,
            UserID=meeting.userid,
            ExternalUserID=meeting.external_userid,
            State=meeting.state,
            WelcomeCode=meeting.welcome_code,
        )
        return self.sender.seal(plain, now)

    async def work(self) -> None:
        """Everything the lanes and handlers would do now, jobs excepted."""
        while await turn_urgent.turn(self.house) + await turn_inbox.turn(self.house):
            pass
        while await turn_handlers.turn(self.house):
            pass

    async def rows(self, statement: str) -> list[tuple[object, ...]]:
        """What a query answers."""
        async with self.house.unit() as uow:
            return [tuple(row) for row in await uow.execute(text(statement))]


async def open_company(house: House, simulator: SimulatorClient, userids: tuple[str, ...]) -> Company:
    """Found a company with these members, enter it in the product and pull its directory."""
    simulator.set_clock(at=house.clock.now().timestamp(), speed=0)
    corp = simulator.create_corp()
    for userid in userids:
        corp.add_staff(userid, name=f"成员{userid}", quiet=True)
    house.provide(corps.WeComClients.over(house))
    saved = await corps.save_corp(
        house,
        corps.CorpSetup(
            name="示例商贸",
            wecom_corp_id=corp.corp_id,
            api_base=simulator.url,
            agent_id=corp.agent_id,
            secret=SecretStr(corp.secret),
            callback_token=SecretStr(corp.callback_token),
            callback_key=SecretStr(corp.callback_aes_key),
            path_secret=PATH_SECRET,
        ),
    )
    await staff.sync_directory(house, saved.id)
    sender = CallbackSender(
        corp=corp.corp_id, token=corp.callback_token, aes_key=corp.callback_aes_key, agent_id=str(corp.agent_id)
    )
    return Company(house, simulator, corp, saved.id, sender)
