"""How this organisation speaks: quiet hours, caps, holdout, the platform's quota, words it bans."""

from dataclasses import dataclass, replace
from datetime import time
from enum import StrEnum

from siyu.channels.sending.contracts.requests import Purpose


class QuotaMode(StrEnum):
    """How many mass messages WeCom lets a customer get: set by the corp's administrator at WeCom."""

    MONTHLY_DAYS = "monthly_days"
    MONTHLY_4 = "monthly_4"
    WEEKLY_7 = "weekly_7"
    DAILY_1 = "daily_1"


@dataclass(frozen=True, slots=True, kw_only=True)
class SendRules:
    """Times are of the organisation's zone; caps count marketing messages per customer over all origins,
    planned ones included; None = no cap. `holdout` is per mille of all customers."""

    quiet_from: time | None = time(21, 0)
    quiet_to: time | None = time(8, 0)
    day_cap: int | None = 2
    week_cap: int | None = 4
    month_cap: int | None = 12
    holdout: int = 0
    holdout_salt: str = "holdout"
    quota_mode: QuotaMode = QuotaMode.MONTHLY_DAYS
    banned_words: tuple[str, ...] = ()
    needs_two_people: bool = True

    def for_purpose(self, purpose: Purpose) -> "SendRules":
        """The rules that bind a purpose: service is not capped, not held back and not held out."""
        if purpose is Purpose.MARKETING:
            return self
        return replace(self, quiet_from=None, quiet_to=None, day_cap=None, week_cap=None, month_cap=None, holdout=0)


@dataclass(frozen=True, slots=True)
class Fence:
    """Something that stops all sending while it is down: `restore` after a restore, `kill` by hand."""

    name: str
    is_down: bool
    reason: str
    changed_by: str
