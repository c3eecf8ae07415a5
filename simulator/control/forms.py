"""What the control API takes. Unknown fields are refused, so that a typing mistake shows at once."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Form(BaseModel):
    """Base of all request bodies."""

    model_config = ConfigDict(extra="forbid")


class CorpSettings(Form):
    """Everything of a company that can be set at any time."""

    name: str | None = None
    trusted_ips: list[str] | None = Field(None, description="企业可信IP; null = every address is trusted")
    mass_quota: Literal["monthly_days", "monthly_4", "weekly_7", "daily_1"] | None = None
    dispatch_delay_s: float | None = Field(None, ge=0, description="41063 for so long after add_msg_template")
    auto_confirm_s: float | None = Field(
        None, ge=0, description="members confirm by themselves after this long (simulated)"
    )
    per_minute: int | None = Field(None, ge=1)
    per_hour: int | None = Field(None, ge=1)
    per_path: dict[str, int] | None = Field(None, description="calls a minute of single APIs")
    concurrency: int | None = Field(None, ge=0, description="calls at the same time, 0 = no limit")
    ip_per_minute: int | None = Field(None, ge=1)
    ip_per_hour: int | None = Field(None, ge=1)
    token_life_s: int | None = Field(None, ge=1)
    strict_escapes: bool | None = None
    console_welcome: list[str] | None = Field(None, description="members greeted by the console: no codes")
    tag_limit: int | None = Field(None, ge=0)
    way_limit: int | None = Field(None, ge=0)
    group_size: int | None = Field(None, ge=2)
    member_list_format: Literal["items", "comma"] | None = None


class NewCorp(CorpSettings):
    """A company to be founded; ids are invented unless given."""

    corp_id: str = ""
    name: str = "示例商贸有限公司"
    agent_id: int = 1000002
    visible_users: list[str] | None = None
    visible_departments: list[int] | None = None


class CredentialSettings(Form):
    """What a secret may do; ``secret`` = "" makes a new one (the old one stops working)."""

    secret: str | None = None
    enabled: bool | None = None
    may_use_external: bool | None = Field(None, description="listed under 客户联系 → 可调用应用")
    denied: list[str] | None = Field(None, description="API paths answered with 48002")
    visible_users: list[str] | None = None
    visible_departments: list[int] | None = None
    private_fields: bool | None = None
    callback_token: str | None = None
    callback_aes_key: str | None = None
    events: list[str] | None = Field(None, description="events sent to this receiver; null = all")


class NewDepartment(Form):
    """A department; id 0 = the next free one."""

    name: str = Field(min_length=1, max_length=32)
    parent_id: int = 1
    department_id: int = 0
    order: int = 0
    name_en: str = ""
    leaders: list[str] = []
    quiet: bool = Field(False, description="fire no callback")


class StaffFields(Form):
    """What can be changed of a member."""

    name: str | None = None
    departments: list[int] | None = None
    status: Literal[1, 2, 4] | None = None
    external: bool | None = None
    alias: str | None = None
    position: str | None = None
    mobile: str | None = None
    gender: Literal["0", "1", "2"] | None = None
    email: str | None = None
    leader_in: list[int] | None = None
    direct_leader: list[str] | None = None
    customer_limit: int | None = None


class NewStaff(StaffFields):
    """A new member."""

    userid: str = Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z_.@-]{0,63}$")
    quiet: bool = False


class ManyStaff(Form):
    """``count`` members named ``prefix0001`` …"""

    count: int = Field(ge=1, le=10_000)
    prefix: str = "staff"
    departments: list[int] = [1]
    quiet: bool = True


class Person(Form):
    """A customer: known by ``external_userid``, or made with what is given."""

    external_userid: str = ""
    name: str = ""
    unionid: str = ""
    with_unionid: bool = True
    gender: Literal[0, 1, 2] | None = None
    avatar: str = ""
    type: Literal[1, 2] = 1
    corp_name: str = ""

    def known(self) -> dict[str, Any]:
        """The fields for a new customer."""
        return self.model_dump(exclude_none=True)


class ScanForm(Form):
    """A customer scans a contact way (config_id, qr_code or state) or a member's own code (userid alone)."""

    config_id: str = ""
    qr_code: str = ""
    state: str = ""
    userid: str = Field("", description="forces the member")
    half: bool = Field(False, description="fire add_half_external_contact; accept completes it")
    add_way: int = 1
    customer: Person = Person()


class ManyScans(Form):
    """Many new customers scan the same code, ``per_second`` of them each real second (0 = at once)."""

    config_id: str = ""
    state: str = ""
    userid: str = ""
    count: int = Field(ge=1, le=200_000)
    per_second: float = Field(0.0, ge=0)
    with_unionid: bool = True
    list_result: bool = False


class ManyRelations(Form):
    """``count`` new customers are friends of the members already (spread evenly); no callbacks."""

    count: int = Field(ge=1, le=1_000_000)
    userids: list[str] = Field(min_length=1)
    state: str = ""
    states: list[str] = Field([], description="states in turn, instead of one for all")
    ages_s: list[float] = Field([], description="how long ago each became a friend, in turn; none = now")
    tags: list[str] = []
    with_unionid: bool = True
    list_result: bool = False


class Pair(Form):
    """One member and one customer."""

    userid: str
    external_userid: str


class ChatForm(Pair):
    """One side writes to the other; without text only the fact counts."""

    by: Literal["customer", "staff"] = "customer"
    text: str = Field("", max_length=2000)


class DeleteForm(Pair):
    """One side removes the other."""

    by: Literal["customer", "staff"]


class EditCustomer(Pair):
    """The member edits the customer in the client."""

    remark: str | None = None
    description: str | None = None
    remark_company: str | None = None
    remark_mobiles: list[str] | None = None
    personal_tags: list[str] | None = None
    add_tags: list[str] | None = None
    remove_tags: list[str] | None = None


class NewTags(Form):
    """An administrator makes tags in the console."""

    group_name: str
    names: list[str] = Field(min_length=1)


class Rename(Form):
    """A new name."""

    name: str


class NewGroup(Form):
    """A member founds a customer group."""

    owner: str
    name: str = ""
    members: list[str] = []


class JoinForm(Form):
    """People join a group: 1 invited, 2 by link, 3 by QR."""

    people: list[str] = Field(min_length=1)
    scene: Literal[1, 2, 3] = 3
    state: str = ""


class JoinScan(Form):
    """A customer scans a 加入群聊 code."""

    config_id: str
    customer: Person = Person()


class LeaveForm(Form):
    """People leave a group or are removed."""

    people: list[str] = Field(min_length=1)
    removed: bool = False


class GroupChanges(Form):
    """What changes of a group."""

    name: str | None = None
    notice: str | None = None
    owner: str | None = None


class ConfirmForm(Form):
    """Which open mass-send tasks are confirmed: all, those of one message, of one member, or one."""

    msgid: str = ""
    userid: str = ""
    most: int = Field(0, ge=0, description="stop after so many tasks, 0 = no limit")


class IgnoreForm(Form):
    """The mass-send task that a member leaves undone."""

    msgid: str
    userid: str


class ShopForm(Form):
    """Where the shop's events go, and the secret that signs them."""

    url: str = Field(pattern=r"^https?://")
    secret: str = Field(min_length=1)


class VisitForm(Form):
    """A person looks at a product."""

    external_userid: str
    good: str


class OrderForm(VisitForm):
    """A person buys a product and pays."""

    qty: int = Field(1, ge=1, le=99)


class TownForm(Form):
    """How fast the town lives."""

    speed: float | None = Field(None, ge=1, le=10_000)
    paused: bool | None = None


class TownPulse(Form):
    """The town says how far it has come (seconds of its time) and at which speed it began."""

    corp_id: str
    at: float = Field(ge=0)
    days: float
    speed: float = Field(gt=0)


class PersonalSend(Form):
    """A member sends a mass message of their own."""

    userid: str
    external_userids: list[str] = Field(min_length=1, max_length=200)
    text: str = Field(min_length=1)


class ReceiverForm(Form):
    """Where callbacks go. Without ``verify`` the address is saved unseen."""

    url: str
    credential: str = "app"
    token: str | None = None
    aes_key: str | None = None
    verify: bool = True


class DrainForm(Form):
    """Wait until no delivery is under way."""

    timeout_s: float = Field(30.0, gt=0, le=600)


class KillTokens(Form):
    """Take tokens back before their time."""

    credential: str | None = None


class ClockForm(Form):
    """Move the clock: to a moment, by seconds, at another speed (0 = frozen), or back to real time."""

    at: float | None = None
    advance_s: float | None = None
    speed: float | None = Field(None, ge=0, le=10_000)
    real: bool = False


class FaultForm(Form):
    """A fault rule."""

    kind: str
    path: str = "*"
    corp_id: str = ""
    count: int | None = Field(1, ge=1, description="how often it strikes; null = always")
    probability: float = Field(1.0, ge=0, le=1)
    seed: int = 1
    delay_s: float = Field(0.0, ge=0)
    code: int = -1
    skip: int = Field(0, ge=0, description="let so many calls pass first")
