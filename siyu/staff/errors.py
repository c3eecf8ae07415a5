"""Situations around staff, accounts and keys."""

from http import HTTPStatus

from siyu.runtime.errors import SituationError


class SignInRefused(SituationError):
    """Login, password or code is wrong, or the account is closed."""

    code = "staff.sign_in_refused"
    status = HTTPStatus.UNAUTHORIZED
    zh = "账号、密码或验证码不正确，或账号已停用。"


class SecondFactorNeeded(SituationError):
    """Enter the six digits of your authenticator app as well."""

    code = "staff.second_factor_needed"
    status = HTTPStatus.UNAUTHORIZED
    zh = "请同时输入身份验证器中的六位验证码。"


class SecondFactorRefused(SituationError):
    """The code is not the current one of your authenticator app."""

    code = "staff.second_factor_refused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    zh = "验证码不正确或已被使用。"


class ForeignOrigin(SituationError):
    """The request came from a page of another site and was refused."""

    code = "staff.foreign_origin"
    status = HTTPStatus.FORBIDDEN
    zh = "请求来自其他网站的页面，已拒绝。"


class PasswordTooWeak(SituationError):
    """The password is too weak: {reason}"""

    code = "staff.password_too_weak"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    zh = "密码强度不足：{reason_zh}"


class LoginTaken(SituationError):
    """This login, or an account of this staff member, exists already."""

    code = "staff.login_taken"
    status = HTTPStatus.CONFLICT
    zh = "该登录名或该员工的账号已存在。"


class LoginRefused(SituationError):
    """A login has 2 to 64 letters, digits or the signs . _ - @ +"""

    code = "staff.login_refused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    zh = "登录名须为 2 至 64 位字母、数字或 . _ - @ + 。"


class UnknownRole(SituationError):
    """There is no role named {role}."""

    code = "staff.unknown_role"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    zh = "没有名为 {role} 的角色。"


class UnknownRight(SituationError):
    """There is no right named {right}."""

    code = "staff.unknown_right"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    zh = "没有名为 {right} 的权限。"


class RoleInUse(SituationError):
    """Accounts still hold this role; take it from them first."""

    code = "staff.role_in_use"
    status = HTTPStatus.CONFLICT
    zh = "仍有账号使用该角色，请先移除。"


class RoleIsBuiltIn(SituationError):
    """Built-in roles cannot be changed; make a role of your own."""

    code = "staff.role_is_built_in"
    status = HTTPStatus.CONFLICT
    zh = "内置角色不可修改，请新建角色。"


class BeyondOwnRights(SituationError):
    """You can neither give nor touch rights that you do not hold yourself ({right})."""

    code = "staff.beyond_own_rights"
    status = HTTPStatus.FORBIDDEN
    zh = "不能授予或操作超出自身范围的权限（{right}）。"


class OwnAccount(SituationError):
    """Nobody can change the roles of their own account or close it."""

    code = "staff.own_account"
    status = HTTPStatus.CONFLICT
    zh = "不能修改自己账号的角色或停用自己的账号。"


class DirectoryUnavailable(SituationError):
    """WeCom did not give the directory: {meaning}"""

    code = "staff.directory_unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    zh = "未能从企业微信获取通讯录：{meaning_zh}"
