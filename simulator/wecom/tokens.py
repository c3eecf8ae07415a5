"""Access tokens: one per credential until it expires."""

from simulator.kernel import Kernel
from simulator.wecom.errors import WeComError
from simulator.wecom.model import Credential, Token
from simulator.wecom.world import CorpWorld


def issue_token(kernel: Kernel, corp_id: str, secret: str, ip: str) -> dict[str, object]:
    """The answer of gettoken: the same token until it expires, with the seconds that are left."""
    if not corp_id:
        raise WeComError(41002)
    if not secret:
        raise WeComError(41004)
    world = kernel.world.get_corp(corp_id)
    credential = _find_credential(kernel, world, secret)
    check_open(world, credential, ip)
    token = _find_living(kernel, credential)
    if token is None:
        token = _make(kernel, world, credential)
    left = int(token.expires_at - kernel.clock.now())
    return {"errcode": 0, "errmsg": "ok", "access_token": token.value, "expires_in": left}


def read_token(kernel: Kernel, value: str | None) -> Token:
    """The living token of a call; raises WeComError 41001, 40014 or 42001."""
    if not value:
        raise WeComError(41001)
    token = kernel.tokens.get(value)
    if token is None:
        raise WeComError(40014)
    if token.dead or kernel.clock.now() >= token.expires_at:
        raise WeComError(42001)
    return token


def kill_token(kernel: Kernel, token: Token) -> None:
    """WeCom takes a token back before its time."""
    token.dead = True
    kernel.journal.put("token", token.value, token)


def kill_tokens_of(kernel: Kernel, corp_id: str, credential: str | None = None) -> int:
    """Take back all living tokens of a company (or of one credential); returns how many."""
    gone = 0
    for token in kernel.tokens.values():
        mine = token.corp_id == corp_id and credential in (None, token.credential)
        if mine and not token.dead:
            kill_token(kernel, token)
            gone += 1
    return gone


def check_open(world: CorpWorld, credential: Credential, ip: str) -> None:
    """The app must be enabled (50003) and the caller's address trusted (60020)."""
    if not credential.enabled:
        raise WeComError(50003)
    trusted = world.corp.trusted_ips
    if trusted is not None and ip not in trusted:
        raise WeComError(60020)


def _find_credential(kernel: Kernel, world: CorpWorld, secret: str) -> Credential:
    for credential in world.credentials.values():
        if credential.secret == secret:
            return credential
    for other in kernel.world.corps.values():
        if any(credential.secret == secret for credential in other.credentials.values()):
            raise WeComError(40091)
    raise WeComError(40001)


def _find_living(kernel: Kernel, credential: Credential) -> Token | None:
    now = kernel.clock.now()
    for token in reversed(kernel.tokens.values()):
        mine = token.corp_id == credential.corp_id and token.credential == credential.key
        if mine and not token.dead and token.expires_at > now:
            return token
    return None


def _make(kernel: Kernel, world: CorpWorld, credential: Credential) -> Token:
    token = Token(
        value=kernel.world.mint("", 214),
        corp_id=world.corp_id,
        credential=credential.key,
        expires_at=kernel.clock.now() + world.corp.token_life_s,
    )
    kernel.tokens[token.value] = token
    kernel.journal.put("token", token.value, token)
    kernel.books.note(world.corp_id, "token_issued", credential.key)
    return token
