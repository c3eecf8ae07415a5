"""Which identities make two records one person, and how a value is brought into the form that is compared."""

import hashlib
from collections.abc import Collection, Mapping

import phonenumbers

from siyu.customers.contracts import IdentityKind

STRONG = (IdentityKind.UNIONID, IdentityKind.MEMBER_NO, IdentityKind.PHONE)
# A person has one of these; two different ones are two people. (A person may well have two phones.)
SINGLE = (IdentityKind.UNIONID, IdentityKind.MEMBER_NO)
CODE = "CN"

_EVENT_KINDS = {
    IdentityKind.MEMBER_NO: "member",
    IdentityKind.SHOP_BUYER: "shop",
}


def tidy_phone(text: str) -> str | None:
    """A phone number as people type it → E.164 (`+8613812345678`), None when it is none. Without a country: China."""
    try:
        number = phonenumbers.parse(text.strip(), CODE)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def national_digits(e164: str) -> str:
    """The digits people know: without +86, with the country otherwise."""
    return e164.removeprefix("+86").removeprefix("+")


def tidy(kind: IdentityKind, value: str) -> str | None:
    """The form in which a value is compared; None when it is empty or no phone number."""
    if kind is IdentityKind.PHONE:
        return tidy_phone(value)
    return value.strip()[:200] or None


def event_kind(kind: IdentityKind) -> str:
    """The kind as the event catalogue spells it."""
    return _EVENT_KINDS.get(kind, str(kind))


def event_value(kind: IdentityKind, stored: str) -> str:
    """What an event may say of a value: itself if anonymous or already a keyed hash, else a hash."""
    if kind in (IdentityKind.ANONYMOUS, IdentityKind.PHONE):
        return stored
    return hashlib.sha256(f"{kind}:{stored}".encode()).hexdigest()


def are_two_people(left: Mapping[str, Collection[str]], right: Mapping[str, Collection[str]]) -> bool:
    """Whether two records, given as kind → values, carry different values of a kind a person has only once."""
    return any(left.get(kind) and right.get(kind) and not set(left[kind]) & set(right[kind]) for kind in SINGLE)


def may_merge_by(kind: IdentityKind) -> bool:
    """Whether sharing this kind of identity is proof enough to merge without a person's judgement."""
    return kind in STRONG


def cover(kind: str, stored: str) -> str:
    """An identity for the eye: the ends of a long id, nothing of a phone's hash."""
    if kind == IdentityKind.PHONE:
        return "•••"
    return stored if len(stored) <= 8 else f"{stored[:4]}…{stored[-4:]}"
