"""Why a file or a raw row is refused, in both languages."""

from siyu.intake.contracts import Reason

_FILES = {
    "too_heavy": (
        "文件内容过大，读取所需内存超出限制，请拆分后再导入。",
        "The content is too large to read; split the file.",
    ),
    "too_slow": ("读取文件超时，请拆分后再导入。", "Reading took too long; split the file."),
    "unreadable": ("无法读取该文件，可能已损坏。", "The file cannot be read; it may be damaged."),
    "damaged": ("文件已损坏或被改动，请重新导出。", "The file is damaged or tampered with; export it again."),
    "encrypted": ("文件有密码，请去除密码后再导入。", "The file has a password; remove it first."),
    "zip_bomb": ("文件解压后过大，已拒绝。", "The file unpacks to far too much and was refused."),
    "macros": ("文件包含宏，请另存为不含宏的 xlsx。", "The file holds macros; save it as xlsx without them."),
    "entities": ("文件包含不允许的 XML 定义，已拒绝。", "The file holds XML definitions that are not allowed."),
    "not_a_table": ("不是 CSV 或 Excel 文件。", "This is neither a CSV nor an Excel file."),
    "markup": (
        "这是网页（HTML/XML）格式，请在 Excel 中打开并另存为 xlsx。",
        "This is a web page (HTML or XML); open it in Excel and save it as xlsx.",
    ),
    "encoding": (
        "无法识别文字编码，请保存为 UTF-8 或 GB18030。",
        "The text encoding is not recognised; save as UTF-8 or GB 18030.",
    ),
    "empty": ("文件中没有内容。", "The file holds nothing."),
    "broken_quotes": ("第 {row} 行引号不配对，请检查。", "Quotes do not match near row {row}."),
    "line_too_long": ("有一行过长，可能缺少引号或换行。", "A line is too long; a quote or line end may be missing."),
    "too_many_rows": ("超过 {limit} 行，请拆分后再导入。", "More than {limit} rows; split the file."),
    "too_many_columns": ("超过 {limit} 列，请删除不需要的列。", "More than {limit} columns; remove those not needed."),
    "bad_titles": ("标题行有过长或不可见的内容。", "The title row holds too long or invisible text."),
}

_ROWS = {
    "too_many_cells": ("该行的列数多于标题行。", "The row has more cells than the title row."),
    "cell_too_long": ("有单元格过长。", "A cell is too long."),
    "undecodable": ("该行有无法识别的文字。", "The row holds text that cannot be decoded."),
    "control_characters": ("该行有不可见的控制字符。", "The row holds invisible control characters."),
}


def refusal(code: str, details: dict[str, object] | None = None) -> Reason:
    """Why the whole file is refused."""
    zh, en = _FILES.get(code, _FILES["unreadable"])
    return Reason(code, zh.format(**details or {}), en.format(**details or {}))


def row_problem(code: str) -> Reason:
    """Why a raw row is refused before its cells are looked at."""
    zh, en = _ROWS.get(code, ("该行无法读取。", "The row cannot be read."))
    return Reason(code, zh, en)
