"""Errors of the engine, told the way the ClickHouse HTTP interface tells them."""

import re

_CODE = re.compile(r"Code:\s*(\d+)\.")
_WRAPPED = re.compile(r"^(?:Streaming insert \w+ failed: )")

UNKNOWN_EXCEPTION = 1002
NOT_READY = 667
READ_ONLY_SETTINGS = 164

_STATUS = {
    400: {6, 26, 27, 36, 38, 41, 43, 47, 53, 62, 69, 70, 72, 115, 117, 130, 158, 170, 184, 307, 322, 349, 386,
          394, 396, 431, 452, 456, 457, 467, 531, 537},
    403: {READ_ONLY_SETTINGS, 497, 516},
    404: {16, 46, 50, 60, 63, 81, 218},
    408: {159, 160},
    413: {306},
    501: {1, 48},
    503: {NOT_READY, 202, 439, 643},
}  # fmt: skip
_STATUS_OF = {code: status for status, codes in _STATUS.items() for code in codes}


class EngineError(Exception):
    """The engine refused: `code` is ClickHouse's number, `text` its message."""

    def __init__(self, text: str, code: int | None = None) -> None:
        found = _CODE.search(text)
        self.code = code if code is not None else int(found[1]) if found else UNKNOWN_EXCEPTION
        self.text = _WRAPPED.sub("", text).strip()
        super().__init__(self.text)

    @property
    def status(self) -> int:
        """The HTTP status that belongs to the code."""
        return _STATUS_OF.get(self.code, 500)

    def body(self, version: str) -> bytes:
        """The message as the interface writes it, with code and version."""
        text = self.text if self.text.startswith("Code:") else f"Code: {self.code}. DB::Exception: {self.text}"
        return f"{text} (version {version})\n".encode()
