"""Companies, their secrets and their receivers."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request

from simulator.callbacks.switches import Switches
from simulator.clients.errors import CannotDo, Unknown
from simulator.clients.people import get_world
from simulator.control.forms import CorpSettings, CredentialSettings, KillTokens, NewCorp, ReceiverForm
from simulator.kernel import Kernel
from simulator.wecom.model import Corp, Credential, Department
from simulator.wecom.tokens import kill_tokens_of
from simulator.wecom.world import CorpWorld

router = APIRouter(tags=["corps"])
KINDS = ("app", "external", "contacts", "archive", "kf")


def get_kernel(request: Request) -> Kernel:
    """The running simulator."""
    kernel: Kernel = request.app.state.kernel
    return kernel


def find_world(corp_id: str, kernel: "KernelHere") -> CorpWorld:
    """The company named in the path; 404 when it does not exist."""
    return get_world(kernel, corp_id)


KernelHere = Annotated[Kernel, Depends(get_kernel)]
WorldHere = Annotated[CorpWorld, Depends(find_world)]


@router.post("/corps", status_code=201)
async def create_corp(form: NewCorp, kernel: KernelHere) -> dict[str, Any]:
    """Found a company with one self-built app, the system secrets and a root department."""
    corp_id = form.corp_id or kernel.world.mint("ww", 18).lower()
    if corp_id in kernel.world.corps:
        raise CannotDo(f"corp {corp_id} exists")
    given = form.model_dump(exclude_none=True)
    settings = {key: value for key, value in given.items() if key in CorpSettings.model_fields}
    world = kernel.world.add_corp(Corp(corp_id=corp_id, **settings))
    world.keep("department", Department(1, form.name, 0))
    for kind in KINDS:
        world.keep("credential", _make_credential(kernel, corp_id, kind, form))
    return _show_corp(world)


@router.get("/corps")
async def list_corps(kernel: KernelHere) -> list[dict[str, Any]]:
    """All companies with their secrets."""
    return [_show_corp(world) for world in kernel.world.corps.values()]


@router.get("/corps/{corp_id}")
async def show_corp(world: WorldHere) -> dict[str, Any]:
    """One company: secrets, settings, sizes."""
    return _show_corp(world)


@router.patch("/corps/{corp_id}")
async def change_corp(form: CorpSettings, world: WorldHere) -> dict[str, Any]:
    """Change settings; null is a value where the setting allows it (trusted_ips, auto_confirm_s)."""
    for name in form.model_fields_set:
        value = getattr(form, name)
        if value is not None or name in ("trusted_ips", "auto_confirm_s"):
            setattr(world.corp, name, value)
    world.keep_corp()
    return _show_corp(world)


@router.patch("/corps/{corp_id}/credentials/{key}")
async def change_credential(key: str, form: CredentialSettings, kernel: KernelHere, world: WorldHere) -> Any:
    """Rotate a secret, disable an app, take rights away, narrow the visible scope."""
    credential = _get_credential(world, key)
    for name in form.model_fields_set - {"secret"}:
        setattr(credential, name, getattr(form, name))
    if form.secret is not None:
        credential.secret = form.secret or kernel.world.mint("", 43)
        kill_tokens_of(kernel, world.corp_id, credential.key)
    world.keep("credential", credential)
    return asdict(credential)


@router.post("/corps/{corp_id}/tokens/kill")
async def kill_tokens(form: KillTokens, kernel: KernelHere, world: WorldHere) -> dict[str, int]:
    """Take living tokens back: the next call with them answers 42001."""
    key = _get_credential(world, form.credential).key if form.credential else None
    return {"killed": kill_tokens_of(kernel, world.corp_id, key)}


@router.post("/corps/{corp_id}/receiver")
async def save_receiver(form: ReceiverForm, kernel: KernelHere, world: WorldHere) -> dict[str, Any]:
    """Save where callbacks go, after the receiver has proved that it knows token and key (40057 if not)."""
    credential = _get_credential(world, form.credential)
    before = credential.callback_token, credential.callback_aes_key
    credential.callback_token = form.token or credential.callback_token
    credential.callback_aes_key = form.aes_key or credential.callback_aes_key
    reason = await kernel.sender.verify(world, credential, form.url) if form.verify else ""
    if reason:
        credential.callback_token, credential.callback_aes_key = before
        return {"saved": False, "errcode": 40057, "reason": reason}
    credential.receiver_url = form.url
    world.keep("credential", credential)
    return {
        "saved": True,
        "errcode": 0,
        "reason": "",
        "token": credential.callback_token,
        "aes_key": credential.callback_aes_key,
    }


@router.put("/corps/{corp_id}/callbacks")
async def set_switches(form: Switches, world: WorldHere) -> dict[str, Any]:
    """Set the switches of the callback sender; what is not given goes back to its default."""
    world.corp.callbacks = form.model_dump()
    world.keep_corp()
    return world.corp.callbacks


def _get_credential(world: CorpWorld, key: str) -> Credential:
    for credential in world.credentials.values():
        if key in (credential.key, credential.kind):
            return credential
    raise Unknown("credential", key)


def _make_credential(kernel: Kernel, corp_id: str, kind: str, form: NewCorp) -> Credential:
    mint = kernel.world.mint
    return Credential(
        corp_id=corp_id,
        kind=kind,
        secret=mint("", 43),
        agent_id=form.agent_id if kind == "app" else 0,
        callback_token=mint("", 24),
        # The last of 43 characters holds only 4 bits; "A" keeps the spare ones zero.
        callback_aes_key=mint("", 42) + "A",
        visible_users=form.visible_users if kind == "app" else None,
        visible_departments=form.visible_departments if kind == "app" else None,
    )


def _show_corp(world: CorpWorld) -> dict[str, Any]:
    app = _get_credential(world, "app")
    return {
        "corp_id": world.corp_id,
        "name": world.corp.name,
        "agent_id": app.agent_id,
        "secret": app.secret,
        "external_secret": world.credentials["external"].secret,
        "contacts_secret": world.credentials["contacts"].secret,
        "callback_token": app.callback_token,
        "callback_aes_key": app.callback_aes_key,
        "receiver_url": app.receiver_url,
        "settings": asdict(world.corp),
        "sizes": {
            "staff": len(world.staff),
            "customers": len(world.customers),
            "relations": sum(map(len, world.relations_of.values())),
            "contact_ways": len(world.ways),
            "groups": len(world.chats),
            "mass_messages": len(world.messages),
        },
    }
