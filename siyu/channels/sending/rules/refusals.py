"""What an error answer of WeCom to a mass send means for the people in it."""

#: Nobody in the batch can be reached.
_NOBODY = frozenset({41048})
#: The set-up is wrong (secret, rights, addresses, the app itself): people wait until somebody mends it.
_SET_UP = frozenset({40001, 40013, 40014, 41001, 42001, 48002, 48009, 50001, 50002, 50003, 60011, 60020, 84061, 84074})


def failure_reason(code: int) -> str | None:
    """The reason with which a refused batch's people fail; None: they wait, somebody has to mend the set-up."""
    if code in _NOBODY:
        return "not_friend"
    return None if code in _SET_UP else "rejected"
