"""Pure decisions about live codes: who is on duty, which welcome fits, what a code's own text looks like."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from siyu.acquisition.live_codes.contracts import CodeSpec, TimeWindow, WelcomeVariant

MOST_PICTURE_BYTES = 2 * 1024 * 1024
#: WeCom forgets uploaded media after three days; ours are renewed when less than this is left.
MEDIA_LIFE = timedelta(days=3)
RENEW_BEFORE = timedelta(hours=30)
#: After an unanswered creation WeCom gets this long to show the code in its list before it is made again.
LOOK_FOR = timedelta(minutes=2)
MOST_CREATES = 3

# No letters or digits that people confuse.
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_SIGNATURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def new_state_code() -> str:
    """A short random text that tells our code apart: `lc` and 10 characters (49 bits), well under WeCom's 30."""
    return "lc" + "".join(secrets.choice(_ALPHABET) for _ in range(10))


def covers(window: TimeWindow, moment: datetime) -> bool:
    """Whether a local moment lies in a window; a window over midnight belongs to the weekday on which it begins."""
    clock = moment.time().replace(tzinfo=None)
    today = moment.isoweekday()
    if window.start < window.end:
        return today in window.weekdays and window.start <= clock < window.end
    yesterday = (moment - timedelta(days=1)).isoweekday()
    return (today in window.weekdays and clock >= window.start) or (yesterday in window.weekdays and clock < window.end)


def choose_staff(spec: CodeSpec, at: datetime, zone: ZoneInfo, able: Iterable[int]) -> tuple[int, ...]:
    """Who answers now: the first shift on duty with somebody able, else the default staff, else anybody of the code."""
    usable, moment = set(able), at.astimezone(zone)
    on_duty = [shift.staff_ids for shift in spec.shifts if any(covers(window, moment) for window in shift.windows)]
    for group in (*on_duty, spec.staff_ids, all_staff(spec)):
        chosen = tuple(dict.fromkeys(staff_id for staff_id in group if staff_id in usable))
        if chosen:
            return chosen
    return ()


def all_staff(spec: CodeSpec) -> tuple[int, ...]:
    """Everybody a code may ever name, each once."""
    named = [*spec.staff_ids, *(staff_id for shift in spec.shifts for staff_id in shift.staff_ids)]
    return tuple(dict.fromkeys(named))


def choose_welcome(
    variants: Sequence[WelcomeVariant], *, staff_id: int, at: datetime, zone: ZoneInfo
) -> WelcomeVariant | None:
    """The first welcome that fits the member and the hour, or None."""
    moment = at.astimezone(zone)
    for variant in variants:
        fits_staff = not variant.staff_ids or staff_id in variant.staff_ids
        if fits_staff and (not variant.windows or any(covers(window, moment) for window in variant.windows)):
            return variant
    return None


def pictures_of(spec: CodeSpec) -> tuple[int, ...]:
    """Every uploaded picture the welcomes of a code show, each once."""
    parts = (part for variant in spec.welcomes for part in variant.parts)
    return tuple(dict.fromkeys(part.picture_id for part in parts if part.kind != "link"))


def picture_type(content: bytes) -> str | None:
    """`image/png` or `image/jpeg` by the first bytes; None for anything else, too little or too much."""
    if not 5 < len(content) <= MOST_PICTURE_BYTES:
        return None
    return next((kind for mark, kind in _SIGNATURES.items() if content.startswith(mark)), None)
