"""A damaged embedded warehouse heals itself: emptied, checked again, and then loaded anew by the loader."""

import logging
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

import httpx

from siyu.warehouse.client import WarehouseClient
from siyu.warehouse.writing import make_empty

#: With this header the embedded warehouse obeys although it found damage; for mending only.
REPAIR_HEADER = "X-Siyu-Repair"

_log = logging.getLogger(__name__)


async def heal_if_damaged(url: str, zone: ZoneInfo) -> bool:
    """Empty a warehouse whose check found damaged parts; False when it is not damaged, away or a server of others.

    Nothing is lost: PostgreSQL holds every event.
    """
    parts = urlsplit(url)
    address = f"{parts.scheme}://{parts.hostname}:{parts.port}"
    auth = (unquote(parts.username or ""), unquote(parts.password or ""))
    try:
        async with httpx.AsyncClient(base_url=address, auth=auth, timeout=600) as http:
            status = await http.get("/status")
            if status.status_code != httpx.codes.OK or status.json().get("state") != "damaged":
                return False
            _log.error("the warehouse is damaged and will be built anew: %s", status.json()["damaged"][:5])
            client = WarehouseClient(url, threads=1, headers={REPAIR_HEADER: "1"})
            try:
                await make_empty(client, zone)
            finally:
                await client.close()
            checked = await http.post("/check")
            return bool(checked.json()["state"] == "ready")
    except (httpx.TransportError, ValueError, KeyError):
        return False
