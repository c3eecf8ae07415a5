"""Customers over HTTP: `/v1/customers`, `/v1/tags`, `/v1/tag-groups`."""

from fastapi import APIRouter

from siyu.customers.routes import merges, persons, syncing, tagging, tags

router = APIRouter()
# Fixed paths before `/v1/customers/{customer_id}`.
for part in (merges.router, syncing.router, tagging.router, tags.router, persons.router):
    router.include_router(part)
