"""The words of notices. Pure."""

from collections.abc import Mapping
from typing import Any

#: code → (severity, Chinese, English); the braces are filled from a notice's details.
WORDS = {
    "import_done": ("info", "「{name}」导入完成：{accepted} 行成功，{rejected} 行未导入",
                    "{name} imported: {accepted} rows taken, {rejected} not"),
    "import_refused": ("warning", "「{name}」无法导入", "{name} could not be imported"),
    "import_undone": ("info", "「{name}」的导入已撤销", "The import of {name} was taken back"),
    "campaign_approved": ("info", "群发「{name}」已批准", "Campaign {name} was approved"),
    "campaign_rejected": ("warning", "群发「{name}」被退回：{reason}", "Campaign {name} was given back: {reason}"),
    "campaign_ended": ("info", "群发「{name}」已结束", "Campaign {name} has ended"),
    "export_done": ("info", "导出完成：{rows} 行", "Export finished: {rows} rows"),
    "export_failed": ("warning", "导出没有完成", "The export did not finish"),
    "connection_red": ("error", "连接体检「{line_zh}」需处理", "The connection needs work: {line_en}"),
}  # fmt: skip


class _Filled(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "—"


def words_of(code: str, details: Mapping[str, Any]) -> tuple[str, str, str]:
    """Severity and the sentence in both languages."""
    severity, zh, en = WORDS[code]
    filled = _Filled({name: value for name, value in details.items() if value is not None})
    return severity, zh.format_map(filled), en.format_map(filled)
