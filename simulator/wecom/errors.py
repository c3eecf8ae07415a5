"""Error codes of the pretend WeCom and the shape of its error texts."""

from typing import Any

MESSAGES = {
    -1: "system busy",
    40001: "invalid credential",
    40003: "invalid userid",
    40004: "invalid media type",
    40006: "invalid media size",
    40007: "invalid media_id",
    40008: "invalid message type",
    40013: "invalid corpid",
    40014: "invalid access_token",
    40031: "invalid userid list",
    40033: "invalid charset: escaped unicode is not accepted",
    40035: "invalid parameter",
    40050: "invalid chatid",
    40056: "invalid agentid",
    40057: "invalid callbackurl or verification failed",
    40058: "invalid Request Parameter",
    40063: "some parameters are empty",
    40066: "invalid department list",
    40068: "invalid tagid",
    40071: "tag name already exists",
    40072: "invalid tag name length",
    40091: "secret is invalid for this corp",
    40096: "invalid external userid",
    40126: "tag count reaches the limit",
    41001: "access_token missing",
    41002: "corpid missing",
    41004: "corpsecret missing",
    41006: "media_id missing",
    41009: "userid missing",
    41035: "external userid missing",
    41037: "missing contact way type",
    41038: "missing contact way scene",
    41039: "invalid contact way type",
    41040: "invalid contact way scene",
    41041: "too many contact way users",
    41042: "invalid contact way style",
    41043: "missing contact way config_id",
    41044: "invalid contact way config_id",
    41045: "contact way count reaches the limit",
    41046: "missing msgid",
    41047: "invalid msgid",
    41048: "no customer to send",
    41049: "missing welcome_code",
    41050: "invalid welcome code or exceed the time limit",
    41051: "chat already started or welcome message already sent",
    41054: "user not activated",
    41055: "group welcome template count reaches the limit",
    41058: "no privilege to edit this template",
    41063: "group message is being dispatched",
    41064: "too many attachments",
    41065: "invalid attachment type",
    41088: "empty attachment",
    41089: "text and attachments are both empty",
    41091: "join way has too many groups",
    41093: "group message was cancelled",
    41094: "remind too often",
    42001: "access_token expired",
    44001: "empty media data",
    45001: "multimedia data exceeds the size limit",
    45002: "content exceeds the size limit",
    45009: "api freq out of limit",
    45033: "api concurrent out of limit",
    48002: "api forbidden for this token",
    48009: "directory details are not open to this token",
    50003: "app is disabled",
    50100: "invalid cursor",
    60001: "invalid department name",
    60003: "department not found",
    60004: "parent department not found",
    60005: "department has members",
    60006: "department has sub departments",
    60007: "root department may not be deleted",
    60008: "department already exists",
    60009: "department name has illegal characters",
    60011: "no privilege to access or modify this contact",
    60020: "not allow to access from your ip",
    60102: "userid already exists",
    60111: "userid not found",
    60123: "invalid department id",
    81017: "too many members, use owner_filter",
    84061: "not external contact",
    84074: "no external contact right",
    84083: "not a service member",
    84084: "not a follower of the customer",
    40123: "invalid image format",
    46004: "user not found",
    90501: "not a customer group",
    90511: "invalid opengid",
}


class WeComError(Exception):
    """A call that WeCom refuses: an error code, and sometimes more fields of the answer."""

    def __init__(self, code: int, reason: str = "", **fields: Any) -> None:
        super().__init__(f"{code} {reason}")
        self.code = code
        self.reason = reason or MESSAGES.get(code, "error")
        self.fields = fields


def describe_error(error: WeComError, *, hint: str, ip: str) -> dict[str, Any]:
    """The JSON body WeCom would answer; the text carries the hint that its support asks for."""
    text = (
        f"{error.reason}, hint: [{hint}], from ip: {ip}, "
        f"more info at https://open.work.weixin.qq.com/devtool/query?e={error.code}"
    )
    return {"errcode": error.code, "errmsg": text, **error.fields}
