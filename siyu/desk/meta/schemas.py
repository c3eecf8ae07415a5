"""The shape of what is known before signing in."""

from siyu.runtime.http import Shape


class SignInCardOut(Shape):
    """A way into the demo with one click."""

    login: str
    password: str
    title_zh: str
    title_en: str
    about_zh: str
    about_en: str


class PasswordRulesOut(Shape):
    """What a password must be like."""

    shortest: int
    longest: int


class MetaOut(Shape):
    """`demo_cards` and `phones_url` are empty outside a demo; pictures of other hosts than these are not shown."""

    product_zh: str
    product_en: str
    organisation: str
    zone_name: str
    version: str
    languages: list[str]
    is_demo: bool
    demo_cards: list[SignInCardOut]
    phones_url: str | None
    picture_hosts: list[str]
    password: PasswordRulesOut
