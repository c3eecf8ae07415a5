"""Situations around corps."""

from http import HTTPStatus

from siyu.runtime.errors import SituationError


class CorpNotFound(SituationError):
    """There is no such corp."""

    code = "corps.not_found"
    status = HTTPStatus.NOT_FOUND
    zh = "没有找到该企业。"


class CorpInactive(SituationError):
    """This corp is switched off or has no secret yet; nothing is asked of WeCom for it."""

    code = "corps.inactive"
    status = HTTPStatus.CONFLICT
    zh = "该企业已停用或尚未填写密钥，不会向企业微信发起请求。"


class CorpSetupRefused(SituationError):
    """The set-up of the corp is not valid: {reason}"""

    code = "corps.setup_refused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    zh = "企业配置有误：{reason_zh}"
