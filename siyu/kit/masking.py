"""How personal data looks to those who may not see it."""


def mask_phone(phone: str | None) -> str | None:
    """`13812345678` → `138****5678`; short numbers keep only their last two digits."""
    if not phone:
        return phone
    if len(phone) < 8:
        return "*" * (len(phone) - 2) + phone[-2:]
    return phone[:3] + "*" * (len(phone) - 7) + phone[-4:]


def mask_name(name: str | None) -> str | None:
    """`王小明` → `王**`: the first character stays."""
    if not name:
        return name
    return name[0] + "*" * min(len(name) - 1, 2)
