"""What can be wrong with a live code."""

from http import HTTPStatus

from siyu.runtime.errors import NotFound, SituationError


class LiveCodeNotFound(NotFound):
    """There is no such live code, or you may not see it."""

    code = "live_codes.not_found"
    zh = "没有找到该活码，或您没有查看权限。"


class LiveCodeRetired(SituationError):
    """This live code is retired and cannot be changed."""

    code = "live_codes.retired"
    status = HTTPStatus.CONFLICT
    zh = "该活码已停用，不能再修改。"


class BadLiveCode(SituationError):
    """{reason}"""

    code = "live_codes.bad_input"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    zh = "{reason_zh}"


class BadPicture(SituationError):
    """A picture must be a PNG or JPEG of at most 2 MB."""

    code = "live_codes.bad_picture"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    zh = "图片必须是不超过 2 MB 的 PNG 或 JPEG 文件。"


class PictureUnavailable(SituationError):
    """WeCom does not give out the picture of this code right now. Try again in a moment."""

    code = "live_codes.picture_unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    zh = "企业微信暂时没有给出这个活码的图片，请稍后再试。"


class ChannelNameTaken(SituationError):
    """There is an acquisition channel named {name} already."""

    code = "live_codes.channel_name_taken"
    status = HTTPStatus.CONFLICT
    zh = "已存在名为“{name}”的获客渠道。"
