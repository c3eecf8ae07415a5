"""Situations around consent and reveals."""

from http import HTTPStatus

from siyu.runtime.errors import NotFound, SituationError


class RevealBudgetSpent(SituationError):
    """You have seen {most} fields in the clear today; the count starts anew tomorrow."""

    code = "privacy.reveal_budget_spent"
    status = HTTPStatus.TOO_MANY_REQUESTS
    zh = "您今日查看明文的次数已达上限（{most} 次），请明日再试。"


class PhoneUnknown(NotFound):
    """No phone number is known of this customer."""

    code = "privacy.phone_unknown"
    zh = "该客户没有手机号记录。"


class AuditUnavailable(SituationError):
    """The audit trail cannot be written, so nothing was shown."""

    code = "privacy.audit_unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    zh = "审计日志无法写入，为安全起见未显示明文。"


class RevealNeedsPerson(SituationError):
    """Only a signed-in person can look at a field in the clear."""

    code = "privacy.reveal_needs_person"
    status = HTTPStatus.FORBIDDEN
    zh = "仅限已登录人员查看明文。"
