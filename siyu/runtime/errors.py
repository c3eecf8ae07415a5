"""Situations: errors with a stable code, an HTTP status and words in two languages."""

from http import HTTPStatus
from typing import Any, ClassVar


class SituationError(Exception):
    """Something a caller can act on. The class docstring is the English sentence; `zh` is the Chinese one.

    `code` never changes once published; `details` go out with the answer, so they hold no secrets.
    """

    code: ClassVar[str] = "internal"
    status: ClassVar[HTTPStatus] = HTTPStatus.INTERNAL_SERVER_ERROR
    zh: ClassVar[str] = "系统内部错误。"

    def __init__(self, **details: Any) -> None:
        super().__init__(self.code)
        self.details = details

    def sentence(self, language: str) -> str:
        """What happened and how to mend it, for people, with the details filled in."""
        words = self.zh if language.startswith("zh") else (self.__doc__ or self.code).strip().split("\n\n")[0]
        return words.format_map(_Shown(self.details))


class _Shown(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "?"


class NotFound(SituationError):
    """There is no such {what}, or you may not see it."""

    code = "not_found"
    status = HTTPStatus.NOT_FOUND
    zh = "没有找到该{what}，或您没有查看权限。"


class Forbidden(SituationError):
    """You do not have the right to do this ({right})."""

    code = "forbidden"
    status = HTTPStatus.FORBIDDEN
    zh = "您没有执行此操作的权限（{right}）。"


class SignInNeeded(SituationError):
    """Please sign in."""

    code = "sign_in_needed"
    status = HTTPStatus.UNAUTHORIZED
    zh = "请先登录。"


class BadInput(SituationError):
    """{reason}"""

    code = "bad_input"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    zh = "{reason_zh}"


class Conflict(SituationError):
    """{reason}"""

    code = "conflict"
    status = HTTPStatus.CONFLICT
    zh = "{reason_zh}"


class TooManyRequests(SituationError):
    """Too many tries; wait {seconds} seconds."""

    code = "too_many_requests"
    status = HTTPStatus.TOO_MANY_REQUESTS
    zh = "操作过于频繁，请在 {seconds} 秒后重试。"


class StoreUnavailable(SituationError):
    """The database does not answer right now; nothing was changed. Try again in a moment."""

    code = "store_unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    zh = "数据库暂时无法访问，未做任何更改，请稍后重试。"
