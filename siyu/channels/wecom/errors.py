"""What can be wrong with a genuine callback."""


class CallbackIncomplete(Exception):
    """A genuine callback lacks what its kind must have; `missing` names the field."""

    def __init__(self, missing: str) -> None:
        super().__init__(f"the callback has no {missing}")
        self.missing = missing
