"""Whether a request with a session cookie was made by our own pages. Pure."""

from urllib.parse import urlsplit

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def is_own_origin(origin: str | None, *, host: str | None, public_url: str | None) -> bool:
    """Whether `origin` (or a referring address) is this product's own: the asked host or the public address."""
    if not origin:
        return False
    try:
        given = urlsplit(origin)
        own = urlsplit(public_url or "")
    except ValueError:
        return False
    if given.scheme not in {"http", "https"} or not given.netloc:
        return False
    if own.netloc and (given.scheme, given.netloc) == (own.scheme, own.netloc):
        return True
    # Behind a proxy the scheme we see may differ from the browser's; the host is what another site cannot have.
    return host is not None and given.netloc == host
