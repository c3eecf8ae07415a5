"""All checks in the order in which a person would mend them."""

import asyncio

from siyu.apps.doctor.findings import Finding, Level
from siyu.apps.doctor.machine import check_disk, check_folder, check_memory, check_port, check_python
from siyu.apps.doctor.stores import check_postgres, check_warehouse
from siyu.apps.doctor.wecom import check_corps
from siyu.apps.up.lock import is_held
from siyu.apps.wiring import open_product
from siyu.runtime.settings import Settings


def examine(settings: Settings) -> list[Finding]:
    """Examine the machine, the stores and each corp; later checks are left out when they need what is broken."""
    folder = check_folder(settings)
    is_running = is_held(settings.data_dir)
    findings = [check_python(), folder, check_memory(), check_port(settings, is_running=is_running)]
    if folder.level is not Level.BAD:
        findings.append(check_disk(settings))
    stores = check_postgres(settings)
    if folder.level is not Level.BAD or settings.warehouse_url is not None:
        stores.append(check_warehouse(settings))  # the embedded one's password is derived from a key in the folder
    findings += stores
    if all(finding.level is not Level.BAD for finding in stores if finding.check in {"postgres", "schema"}):
        findings += asyncio.run(_examine_corps(settings))
    return findings


async def _examine_corps(settings: Settings) -> list[Finding]:
    async with open_product(settings) as house:
        return await check_corps(house)
