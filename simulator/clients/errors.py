"""Why an action of a pretend person is impossible."""


class CannotDo(Exception):
    """The person can't do this; the text says why. ``status`` is the HTTP status of the control API."""

    def __init__(self, reason: str, status: int = 409) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


class Unknown(CannotDo):
    """No such company, member, customer, group …"""

    def __init__(self, what: str, key: str) -> None:
        super().__init__(f"unknown {what}: {key}", 404)
