"""Checks of the machine: versions, disk, memory, folder, port."""

import os
import shutil
import sys

from siyu.apps.doctor.findings import Finding, Words, bad, good, warning
from siyu.apps.up.ports import is_free
from siyu.runtime.postgres.account import find_account, may_enter
from siyu.runtime.settings import Settings

_LEAST_PYTHON = (3, 11)
_LEAST_FREE_GB = 2
_WISE_FREE_GB = 20
_LEAST_MEMORY_GB = 2


def check_python() -> Finding:
    """The interpreter's version."""
    found = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info[:2] < _LEAST_PYTHON:
        return bad(
            "python",
            Words(f"Python {found} 版本过低", f"Python {found} is too old"),
            Words("请安装 Python 3.11 或更高版本", "install Python 3.11 or newer"),
        )
    return good("python", f"版本 {found}", f"version {found}")


def check_folder(settings: Settings) -> Finding:
    """The data folder exists, may be written, and the database's account may enter it."""
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".doctor"
        probe.write_text("x")
        probe.unlink()
    except OSError as error:
        return bad(
            "folder",
            Words(f"无法写入数据目录 {folder}：{error.strerror}", f"{folder} cannot be written: {error.strerror}"),
            Words("请更换 SIYU_DATA_DIR 或修正目录权限", "choose another SIYU_DATA_DIR or mend the folder's rights"),
        )
    account = find_account(settings.postgres_user)
    if settings.database_url is None and account is not None and not may_enter(account, folder):
        return bad(
            "folder",
            Words(
                f"以 root 运行时数据库使用账户 {account.name}，但它无法进入 {folder}",
                f"as root the database runs as {account.name}, who may not enter {folder}",
            ),
            Words(
                "请选择所有人可进入的目录，或不要以 root 运行", "choose a folder all may enter, or do not run as root"
            ),
        )
    return good("folder", f"{folder} 可写", f"{folder} can be written")


def check_disk(settings: Settings) -> Finding:
    """Free space where the stores live."""
    free = shutil.disk_usage(settings.data_dir).free / 2**30
    remedy = Words(
        "请清理磁盘或把 SIYU_DATA_DIR 移到更大的磁盘", "free some space or move SIYU_DATA_DIR to a larger disk"
    )
    cause = Words(f"仅剩 {free:.1f} GB 空间", f"only {free:.1f} GB are free")
    if free < _LEAST_FREE_GB:
        return bad("disk", cause, remedy)
    if free < _WISE_FREE_GB:
        return warning("disk", cause, remedy)
    return good("disk", f"剩余 {free:.0f} GB", f"{free:.0f} GB free")


def check_memory() -> Finding:
    """The machine's memory."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    if total < _LEAST_MEMORY_GB:
        return warning(
            "memory",
            Words(f"内存仅 {total:.1f} GB", f"only {total:.1f} GB of memory"),
            Words("建议至少 2 GB", "2 GB or more are recommended"),
        )
    return good("memory", f"{total:.0f} GB", f"{total:.0f} GB")


def check_port(settings: Settings, *, is_running: bool) -> Finding:
    """The web port is ours or free."""
    if is_running or is_free(settings.web_host, settings.web_port):
        return good("port", f"{settings.web_port} 可用", f"{settings.web_port} can be used")
    return bad(
        "port",
        Words(f"端口 {settings.web_port} 已被其他程序占用", f"port {settings.web_port} is taken by another program"),
        Words("停止该程序，或设置 SIYU_WEB_PORT", "stop that program or set SIYU_WEB_PORT"),
    )
