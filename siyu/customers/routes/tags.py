"""`/v1/tag-groups` and `/v1/tags`: the catalogue of tags."""

from typing import Annotated

from fastapi import APIRouter, Path, status

from siyu.customers.schemas import TagChangeIn, TagGroupChangeIn, TagGroupIn, TagGroupOut, TagIn, TagOut
from siyu.customers.service import tag_catalogue
from siyu.runtime.http import TheHouse, needs
from siyu.runtime.viewer import Viewer

router = APIRouter(prefix="/v1", tags=["tags"])
RowId = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.get("/tag-groups", summary="List tag groups with their tags")
async def list_tag_groups(house: TheHouse, viewer: Viewer = needs("tags.read")) -> list[TagGroupOut]:
    """In the order people gave them, with how many customers have each tag (only for those who see every customer)."""
    async with house.unit() as uow:
        groups = await tag_catalogue.list_tag_groups(uow, counts=viewer.sees_everyone)
    return [TagGroupOut.model_validate(group) for group in groups]


@router.get("/tags", summary="List tags")
async def list_tags(house: TheHouse, viewer: Viewer = needs("tags.read")) -> list[TagOut]:
    """Every tag with its group."""
    async with house.unit() as uow:
        groups = await tag_catalogue.list_tag_groups(uow, counts=viewer.sees_everyone)
    return [TagOut.model_validate(tag) for group in groups for tag in group.tags]


@router.post("/tag-groups", summary="Make a tag group", status_code=status.HTTP_201_CREATED)
async def add_tag_group(body: TagGroupIn, house: TheHouse, viewer: Viewer = needs("tags.write")) -> TagGroupOut:
    """With a `corp_id` the group is made at WeCom too, in the background."""
    async with house.unit() as uow:
        group_id = await tag_catalogue.add_tag_group(
            uow, viewer, body.name, body.tags, is_exclusive=body.is_exclusive, corp_id=body.corp_id
        )
        group = await tag_catalogue.get_tag_group(uow, group_id)
    return TagGroupOut.model_validate(group)


@router.patch("/tag-groups/{group_id}", summary="Rename a tag group, make it exclusive or not")
async def change_group(
    group_id: RowId, body: TagGroupChangeIn, house: TheHouse, viewer: Viewer = needs("tags.write")
) -> TagGroupOut:
    """Exclusive counts from now on; nobody loses a tag by it."""
    async with house.unit() as uow:
        await tag_catalogue.change_group(uow, viewer, group_id, name=body.name, is_exclusive=body.is_exclusive)
        group = await tag_catalogue.get_tag_group(uow, group_id)
    return TagGroupOut.model_validate(group)


@router.delete("/tag-groups/{group_id}", summary="Delete a tag group", status_code=status.HTTP_204_NO_CONTENT)
async def delete_group(group_id: RowId, house: TheHouse, viewer: Viewer = needs("tags.write")) -> None:
    """Its tags go too, from every customer and at WeCom."""
    async with house.unit() as uow:
        await tag_catalogue.delete_group(uow, viewer, group_id)


@router.post("/tags", summary="Make a tag", status_code=status.HTTP_201_CREATED)
async def add_tag(body: TagIn, house: TheHouse, viewer: Viewer = needs("tags.write")) -> TagOut:
    """In an existing group."""
    async with house.unit() as uow:
        tag_id = await tag_catalogue.add_tag(uow, viewer, body.group_id, body.name)
        return TagOut.model_validate(await tag_catalogue.get_tag(uow, tag_id))


@router.patch("/tags/{tag_id}", summary="Rename a tag")
async def rename_tag(tag_id: RowId, body: TagChangeIn, house: TheHouse, viewer: Viewer = needs("tags.write")) -> TagOut:
    """WeCom hears of it if it has the tag."""
    async with house.unit() as uow:
        await tag_catalogue.rename_tag(uow, viewer, tag_id, body.name)
        return TagOut.model_validate(await tag_catalogue.get_tag(uow, tag_id))


@router.delete("/tags/{tag_id}", summary="Delete a tag", status_code=status.HTTP_204_NO_CONTENT)
async def delete_tag(tag_id: RowId, house: TheHouse, viewer: Viewer = needs("tags.write")) -> None:
    """Every customer loses it, and WeCom too."""
    async with house.unit() as uow:
        await tag_catalogue.delete_tag(uow, viewer, tag_id)
