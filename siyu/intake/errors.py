"""Situations of imports."""

from http import HTTPStatus

from siyu.runtime.errors import SituationError


class ImportKindUnknown(SituationError):
    """There is no kind of import named {kind}."""

    code = "intake.kind_unknown"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    zh = "没有名为 {kind} 的导入类型。"


class FileTooLarge(SituationError):
    """The file is larger than {limit_mb} MB; split it and import the parts."""

    code = "intake.file_too_large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    zh = "文件超过 {limit_mb} MB，请拆分后再导入。"


class FileEmpty(SituationError):
    """The file is empty."""

    code = "intake.file_empty"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    zh = "文件是空的。"


class MappingIncomplete(SituationError):
    """These required columns have no source yet: {columns}."""

    code = "intake.mapping_incomplete"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    zh = "以下必填列尚未对应：{columns}。"


class MappingInvalid(SituationError):
    """The mapping names a column that the kind or the file does not have: {column}."""

    code = "intake.mapping_invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    zh = "列对应有误：{column} 不存在或没有填写来源。"


class ImportNotReady(SituationError):
    """This cannot be done while the import is {state}."""

    code = "intake.not_ready"
    status = HTTPStatus.CONFLICT
    zh = "导入处于 {state} 状态，不能执行此操作。"
