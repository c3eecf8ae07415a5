"""Staff, customers, and what they do with each other."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter

from simulator.clients import console, contact
from simulator.clients.bulk import befriend_many, scan_many
from simulator.clients.contact import find_way
from simulator.clients.people import get_customer, make_customer
from simulator.control import forms
from simulator.control.corps import KernelHere, WorldHere
from simulator.wecom.model import Relation
from simulator.wecom.world import slice_after

router = APIRouter(prefix="/corps/{corp_id}", tags=["people"])


@router.post("/departments", status_code=201)
async def add_department(form: forms.NewDepartment, kernel: KernelHere, world: WorldHere) -> dict[str, Any]:
    """Add a department."""
    return asdict(console.add_department(kernel, world, **form.model_dump()))


@router.get("/departments")
async def list_departments(world: WorldHere) -> list[dict[str, Any]]:
    """All departments."""
    return [asdict(department) for department in world.departments.values()]


@router.post("/staff", status_code=201)
async def add_staff(form: forms.NewStaff, kernel: KernelHere, world: WorldHere) -> dict[str, Any]:
    """Add a member; customer contact is on unless ``external`` is false."""
    known = form.model_dump(exclude_none=True)
    known.setdefault("name", form.userid)
    known.setdefault("departments", [1])
    return asdict(console.add_staff(kernel, world, **known))


@router.post("/staff/bulk", status_code=201)
async def add_many_staff(form: forms.ManyStaff, kernel: KernelHere, world: WorldHere) -> dict[str, Any]:
    """Add many members at once."""
    userids = [f"{form.prefix}{number:04d}" for number in range(1, form.count + 1)]
    for userid in userids:
        console.add_staff(
            kernel, world, quiet=form.quiet, userid=userid, name=userid, departments=list(form.departments)
        )
    return {"userids": userids}


@router.get("/staff")
async def list_staff(world: WorldHere) -> list[dict[str, Any]]:
    """All members, those who left too."""
    return [asdict(member) for member in world.staff.values()]


@router.patch("/staff/{userid}")
async def change_staff(userid: str, form: forms.StaffFields, kernel: KernelHere, world: WorldHere) -> dict[str, Any]:
    """Change a member in the console: ``update_user``."""
    return asdict(console.change_staff(kernel, world, userid, form.model_dump(exclude_none=True)))


@router.post("/staff/{userid}/leave")
async def dismiss_staff(userid: str, kernel: KernelHere, world: WorldHere) -> dict[str, Any]:
    """The member leaves the company: ``delete_user``."""
    return asdict(console.dismiss_staff(kernel, world, userid))


@router.post("/customers", status_code=201)
async def add_customer(form: forms.Person, kernel: KernelHere, world: WorldHere) -> dict[str, Any]:
    """Make a person who knows nobody in the company yet."""
    return asdict(make_customer(kernel, world, **form.known()))


@router.get("/customers")
async def list_customers(world: WorldHere, after: int = 0, limit: int = 1000) -> dict[str, Any]:
    """All people outside the company in order of creation (``next`` is 0 at the end)."""
    everyone = list(world.customers.values())
    page, following = slice_after(everyone, after, limit, lambda customer: customer.seq)
    return {"customers": [asdict(customer) for customer in page], "next": following}


@router.get("/customers/{external_userid}")
async def show_customer(external_userid: str, world: WorldHere) -> dict[str, Any]:
    """The whole truth about a customer: relations of all members, also one-sided ones."""
    customer = get_customer(world, external_userid)
    known = world.relations_with.get(external_userid, {})
    return {**asdict(customer), "relations": [_show_relation(relation) for relation in known.values()]}


@router.get("/relations")
async def list_relations(world: WorldHere, after: int = 0, limit: int = 1000) -> dict[str, Any]:
    """All relations in order of creation, page by page (``next`` is 0 at the end)."""
    everything = [r for known in world.relations_of.values() for r in known.values()]
    everything.sort(key=lambda relation: relation.seq)
    page, following = slice_after(everything, after, limit, lambda relation: relation.seq)
    return {"relations": [_show_relation(relation) for relation in page], "next": following}


@router.post("/relations/bulk", status_code=201)
async def add_many_relations(form: forms.ManyRelations, kernel: KernelHere, world: WorldHere) -> dict[str, Any]:
    """Make many customers who are friends already, without callbacks."""
    made = await befriend_many(kernel, world, **form.model_dump(exclude={"list_result"}))
    return {"count": len(made), "external_userids": made if form.list_result else []}


@router.post("/scan")
async def scan(form: forms.ScanForm, kernel: KernelHere, world: WorldHere) -> dict[str, Any]:
    """A customer scans: relation, ``add_external_contact`` with State and WelcomeCode."""
    action = contact.Scan(**form.model_dump(exclude={"customer"}))
    return asdict(contact.scan(kernel, world, action, form.customer.known()))


@router.post("/scan/bulk")
async def scan_in_bulk(form: forms.ManyScans, kernel: KernelHere, world: WorldHere) -> dict[str, Any]:
    """Many new customers scan, now or (with ``per_second``) in the background; ``drain`` waits for these."""
    action = contact.Scan(config_id=form.config_id, state=form.state, userid=form.userid)
    find_way(world, action)
    job = kernel.begin(
        world.corp_id,
        scan_many(
            kernel,
            world,
            action,
            count=form.count,
            per_second=form.per_second,
            with_unionid=form.with_unionid,
        ),
    )
    if form.per_second:
        return {"count": form.count, "meetings": []}
    made = await job
    meetings = [asdict(meeting) for meeting in made] if form.list_result else []
    return {"count": len(made), "meetings": meetings}


@router.post("/accept")
async def accept(form: forms.Pair, kernel: KernelHere, world: WorldHere) -> dict[str, Any]:
    """The member accepts a waiting customer, or a half-added one is completed."""
    return asdict(contact.accept(kernel, world, form.userid, form.external_userid))


@router.post("/chat")
async def chat(form: forms.ChatForm, kernel: KernelHere, world: WorldHere) -> dict[str, Any]:
    """One side writes: kills the welcome code, counts as the last contact."""
    contact.chat(kernel, world, (form.userid, form.external_userid), by=form.by, text=form.text)
    return {"done": True}


@router.post("/delete")
async def delete(form: forms.DeleteForm, kernel: KernelHere, world: WorldHere) -> dict[str, Any]:
    """Staff removes the customer (``del_external_contact``) or the other way (``del_follow_user``)."""
    act = contact.delete_by_staff if form.by == "staff" else contact.delete_by_customer
    act(kernel, world, form.userid, form.external_userid)
    return {"done": True}


@router.post("/edit-customer")
async def edit_customer(form: forms.EditCustomer, kernel: KernelHere, world: WorldHere) -> dict[str, Any]:
    """The member edits remark, tags … in the client: ``edit_external_contact``."""
    changes = form.model_dump(exclude_unset=True, exclude={"userid", "external_userid"})
    console.edit_customer(kernel, world, form.userid, form.external_userid, changes)
    return {"done": True}


def _show_relation(relation: Relation) -> dict[str, Any]:
    return {**asdict(relation), "is_friend": relation.is_friend}
