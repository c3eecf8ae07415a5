"""Commerce over HTTP: orders, shops, the shops' webhook and events from outside."""

from fastapi import APIRouter

from siyu.commerce.routes import connectors, events, orders, shops

router = APIRouter()
for part in (orders, shops, connectors, events):
    router.include_router(part.router)
