"""The records of the pretend WeCom. Plain data: each is one JSON object in the journal."""

from dataclasses import dataclass, field
from typing import Any

ACTIVE, DISABLED, INACTIVE, LEFT = 1, 2, 4, 5  # staff status, as user/get prints it


@dataclass(slots=True)
class Corp:
    """One company and its settings; see simulator/README.md for what each setting does."""

    corp_id: str
    name: str
    trusted_ips: list[str] | None = None
    mass_quota: str = "monthly_days"
    dispatch_delay_s: float = 0.0
    auto_confirm_s: float | None = None
    per_minute: int = 10_000
    per_hour: int = 150_000
    per_path: dict[str, int] = field(default_factory=dict)
    concurrency: int = 0
    ip_per_minute: int = 20_000
    ip_per_hour: int = 600_000
    token_life_s: int = 7200
    strict_escapes: bool = False
    console_welcome: list[str] = field(default_factory=list)
    tag_limit: int = 10_000
    way_limit: int = 500_000
    group_size: int = 200
    member_list_format: str = "items"
    callbacks: dict[str, Any] = field(default_factory=dict)
    shop: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Credential:
    """A secret of a company: what it may call, whom it sees, and where its callbacks go.

    ``kind``: app (self-built), contacts (通讯录同步), external (客户联系), archive, kf.
    """

    corp_id: str
    kind: str
    secret: str
    agent_id: int
    callback_token: str
    callback_aes_key: str
    enabled: bool = True
    may_use_external: bool = True
    denied: list[str] = field(default_factory=list)
    visible_users: list[str] | None = None
    visible_departments: list[int] | None = None
    private_fields: bool = False
    receiver_url: str = ""
    events: list[str] | None = None

    @property
    def key(self) -> str:
        """Name of the credential inside its company; apps are told apart by agent id."""
        return f"app:{self.agent_id}" if self.kind == "app" else self.kind


@dataclass(slots=True)
class Token:
    """An access token; ``dead`` means that WeCom took it back before its time."""

    value: str
    corp_id: str
    credential: str
    expires_at: float
    dead: bool = False


@dataclass(slots=True)
class Department:
    """A department; the root has id 1 and parent 0."""

    department_id: int
    name: str
    parent_id: int
    order: int = 0
    name_en: str = ""
    leaders: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Staff:
    """A member of the company. ``external`` = customer contact (客户联系) is switched on."""

    userid: str
    name: str
    departments: list[int]
    seq: int = 0
    status: int = ACTIVE
    external: bool = True
    alias: str = ""
    position: str = ""
    mobile: str = ""
    gender: str = "0"
    email: str = ""
    leader_in: list[int] = field(default_factory=list)
    direct_leader: list[str] = field(default_factory=list)
    customer_limit: int = 0
    left_at: float = 0.0


@dataclass(slots=True)
class Customer:
    """A person outside the company, the same for all members who know them."""

    external_userid: str
    name: str
    seq: int = 0
    type: int = 1
    gender: int = 0
    avatar: str = ""
    unionid: str = ""
    corp_name: str = ""


@dataclass(slots=True)
class Relation:
    """One member knows one customer. Tags and remarks belong here, not to the customer."""

    userid: str
    external_userid: str
    createtime: int
    seq: int = 0
    add_way: int = 1
    state: str = ""
    oper_userid: str = ""
    remark: str = ""
    description: str = ""
    remark_company: str = ""
    remark_mobiles: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    personal_tags: list[str] = field(default_factory=list)
    config_id: str = ""
    pending: str = ""
    half_code: str = ""
    chatted: bool = False
    last_talk: float = 0.0
    customer_left_at: float = 0.0

    @property
    def is_friend(self) -> bool:
        """Both sides still know each other."""
        return not self.customer_left_at and self.pending != "accept"


@dataclass(slots=True)
class ContactWay:
    """A 联系我 live code made through the API."""

    config_id: str
    created_at: int
    seq: int
    body: dict[str, Any]
    qr_code: str = ""
    used: int = 0


@dataclass(slots=True)
class JoinWay:
    """A 加入群聊 live code; ``grown`` counts the groups that it founded by itself."""

    config_id: str
    seq: int
    body: dict[str, Any]
    qr_code: str = ""
    grown: int = 0


@dataclass(slots=True)
class GroupWelcome:
    """A 入群欢迎语 template; only the credential that made it may change it."""

    template_id: str
    owner: str
    body: dict[str, Any]


@dataclass(slots=True)
class Tag:
    """A corp tag."""

    tag_id: str
    group_id: str
    name: str
    create_time: int
    order: int = 0
    deleted: bool = False


@dataclass(slots=True)
class TagGroup:
    """A group of corp tags."""

    group_id: str
    name: str
    create_time: int
    order: int = 0
    deleted: bool = False


@dataclass(slots=True)
class GroupChat:
    """A customer group; ``members`` maps the member's id to its row in ``member_list``."""

    chat_id: str
    name: str
    owner: str
    create_time: int
    seq: int
    notice: str = ""
    admins: list[str] = field(default_factory=list)
    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    version: str = ""
    status: int = 0
    dismissed: bool = False


@dataclass(slots=True)
class WelcomeCode:
    """The one-time right to greet a new customer. ``killed`` says why it no longer works."""

    code: str
    userid: str
    external_userid: str
    issued_at: float
    killed: str = ""
    used_at: float = 0.0
    text: str = ""
    attachments: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Line:
    """Something that one side wrote to the other; ``by`` is customer or staff, or ``removed`` for the staff
    member's farewell: the friendship ended and the customer's phone still shows the talk."""

    seq: int
    userid: str
    external_userid: str
    at: float
    by: str
    text: str


@dataclass(slots=True)
class Order:
    """What a person bought in the shop on the phone; money in cents."""

    order_id: str
    seq: int
    external_userid: str
    good: str
    name: str
    qty: int
    cents: int
    at: float


@dataclass(slots=True)
class MassMessage:
    """A mass-send job; its per-member tasks are ``MassTask``."""

    msgid: str
    chat_type: str
    created_at: float
    ready_at: float
    seq: int
    content: str
    text: dict[str, Any]
    attachments: list[dict[str, Any]]
    creator: str = ""
    fail_list: list[str] = field(default_factory=list)
    cancelled_at: float = 0.0
    reminders: list[float] = field(default_factory=list)


@dataclass(slots=True)
class MassTask:
    """One member's part of a mass send: who receives it and what became of each (0, 1, 2 or 3)."""

    msgid: str
    userid: str
    seq: int
    receivers: list[str]
    results: list[int]
    sent_at: float = 0.0
    confirm_at: float = 0.0
    ignored: bool = False


@dataclass(slots=True)
class Media:
    """An uploaded file; the bytes lie in the data folder under ``sha256``."""

    media_id: str
    type: str
    filename: str
    sha256: str
    size: int
    created_at: float
    forever: bool = False
