"""The to-dos there are: who is told, how urgent, in which words, and the page that shows exactly these. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How soon it has to be looked at."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Kind(StrEnum):
    """`do`: waits for a person's decision; `wrong`: something does not work as it should."""

    DO = "do"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One kind of to-do; `{n}` in the words is the count."""

    code: str
    right: str
    kind: Kind
    severity: Severity
    link: str
    zh: str
    en: str
    en_one: str

    def sentences(self, count: int) -> tuple[str, str]:
        """The words for so many, in Chinese and in English."""
        return self.zh.format(n=count), (self.en_one if count == 1 else self.en).format(n=count)


#: In the order in which they are shown.
WAITING = (
    Waiting("sending_stopped", "campaigns.read", Kind.WRONG, Severity.ERROR, "/settings/sending",
            "发送已暂停（{n} 个发送闸关闭）", "All sending is stopped ({n} fences down)", "All sending is stopped"),
    Waiting("connection_red", "settings.read", Kind.WRONG, Severity.ERROR, "/settings/doctor?state=needs_work",
            "连接体检有 {n} 项需处理", "{n} lines of the connection doctor need work",
            "One line of the connection doctor needs work"),
    Waiting("callbacks_parked", "inbox.read", Kind.WRONG, Severity.ERROR, "/settings/inbox?state=parked",
            "{n} 条回调处理失败，已搁置", "{n} callbacks failed and are parked", "One callback failed and is parked"),
    Waiting("events_parked", "settings.read", Kind.WRONG, Severity.ERROR, "/settings/doctor",
            "{n} 个事件处理失败，已搁置", "{n} events failed and are parked", "One event failed and is parked"),
    Waiting("sends_unknown", "campaigns.read", Kind.WRONG, Severity.WARNING, "/campaigns/unknown",
            "{n} 次提交的结果待核实", "The outcome of {n} submissions is unknown",
            "The outcome of one submission is unknown"),
    Waiting("codes_without_staff", "codes.read", Kind.WRONG, Severity.WARNING, "/live-codes?problem=nobody_on_duty",
            "{n} 个活码当前无人接待", "{n} live codes have nobody on duty", "One live code has nobody on duty"),
    Waiting("codes_broken", "codes.read", Kind.WRONG, Severity.WARNING, "/live-codes?problem=unpublished",
            "{n} 个活码没有发布成功", "{n} live codes could not be published", "One live code could not be published"),
    Waiting("campaigns_to_approve", "campaigns.approve", Kind.DO, Severity.WARNING, "/campaigns?state=submitted",
            "{n} 个群发待我审批", "{n} campaigns wait for my approval", "One campaign waits for my approval"),
    Waiting("campaigns_ending", "campaigns.write", Kind.DO, Severity.WARNING, "/campaigns?state=running&ending=1",
            "{n} 个群发快到截止时间，仍有员工未确认", "{n} campaigns end soon and staff have not confirmed",
            "One campaign ends soon and staff have not confirmed"),
    Waiting("campaigns_to_start", "campaigns.write", Kind.DO, Severity.INFO, "/campaigns?state=approved",
            "{n} 个群发已批准，等待开始", "{n} approved campaigns wait to be started",
            "One approved campaign waits to be started"),
    Waiting("imports_with_errors", "imports.write", Kind.DO, Severity.INFO, "/imports?errors=1",
            "{n} 次导入有未导入的行", "{n} imports have rows that were not taken",
            "One import has rows that were not taken"),
    Waiting("identity_conflicts", "customers.write", Kind.DO, Severity.INFO, "/identities",
            "{n} 组身份待判定", "{n} identity conflicts to judge", "One identity conflict to judge"),
)  # fmt: skip
