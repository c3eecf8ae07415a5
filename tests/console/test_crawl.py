"""Every page, for every role and in both languages, says only what it means: no keys, ids, errors or foreign words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage

from demo.world import PEOPLE as ACCOUNTS
from demo.world import STAFF
from tests.browser.chromium import Desk
from tests.builders.furnished import GOOD, PEOPLE, TAGS, WORDS, Rooms, furnish
from tests.builders.stack import Company, running_company
from tests.console.tour import Stop, Walker, stops, walker

#: What can be read on a page, piece by piece; what is shown as code or is in another language on purpose is left out.
READ = """() => {
  const pieces = [];
  const apart = "code, pre, kbd, script, style, [lang], .anticon";
  for (const part of document.querySelectorAll("main, nav.rail, .rail")) {
    const walk = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const within = walk.currentNode.parentElement;
      if (within && !within.closest(apart) && within.checkVisibility()) pieces.push(walk.currentNode.data.trim());
    }
    for (const one of part.querySelectorAll("[placeholder], [title], [aria-label], [alt]"))
      if (!one.closest(apart) && one.checkVisibility())
        for (const name of ["placeholder", "title", "aria-label", "alt"]) pieces.push(one.getAttribute(name) ?? "");
  }
  return [...new Set(pieces)].filter(Boolean);
}"""
#: Chinese that was put in, longest first; the rest of a page in English has none.
DATA = sorted(
    {*PEOPLE, *TAGS, GOOD, *WORDS.values(), *(name for _, name in STAFF)}
    | {"示例茶业有限公司", "示例茶业", "没有这样的人", "苏小满", "何川", "不是手机号", "姓名", "手机号"},
    key=len,
    reverse=True,
)
EVERYWHERE = {
    "key without words": re.compile(r"\b[a-z]+(?:[A-Z][a-z]+)+\b|\b[a-z]+_[a-z_]+\b|\b[a-z]+\.[a-z]\w+\b|\{\{|\}\}"),
    "raw id": re.compile(r"\b\d{12,}\b|\b[0-9a-f]{8}-[0-9a-f]{4}-|\b[0-9a-f]{16,}\b|\bw[mo]\w{6,}"),
    "raw error": re.compile(
        r"Traceback|\[object |\bundefined\b|\bNaN\b|\bnull\b|\bHTTP \d|\bstatus \d{3}|[{}]\"|Invalid Date"
    ),
}
IN = {
    "zh": ("English in Chinese", re.compile(r"(?:\b[A-Za-z][a-z']+,? ){3,}[A-Za-z]+")),
    "en": ("Chinese in English", re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")),
}
#: Words that look like one of the above and are meant: addresses, file names, brands.
MEANT = re.compile(r"https?://\S+|\b[\w.-]+\.(?:com|cn|csv|xlsx|txt)\b|\b(?:iPhone|macOS|wwdemo|tea-mall)\b")
#: Hundreds of pages: part of `make soak`; the first test also starts a whole company.
pytestmark = [pytest.mark.soak, pytest.mark.timeout(900)]


@dataclass
class Visitor:
    """A walker of one role and language, with what the console of the browser said."""

    walker: Walker
    login: str
    language: str
    rights: set[str]
    said: list[str] = field(default_factory=list)

    def may(self, right: str | None) -> bool:
        return right is None or right in self.rights or "*" in self.rights

    def hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.said.append(f"{message.text} {message.location.get('url', '')}")


@pytest.fixture(scope="module")
def furnished() -> Iterator[tuple[Company, Rooms]]:
    """A company with something on every page."""
    with running_company(staff=5, seed=22) as company:
        yield company, furnish(company)


def visitors(desk: Desk, company: Any) -> list[Visitor]:
    """Everybody in both languages."""
    found = []
    for (login, _), language in product(ACCOUNTS, ("zh", "en")):
        one = walker(desk, company, login, language=language)
        me = one.page.request.get(f"{one.url}/v1/me").json()
        visitor = Visitor(one, login, language, set(me["rights"]))
        one.page.on("console", visitor.hear)
        found.append(visitor)
    return found


def misread(piece: str, language: str) -> Iterator[str]:
    """What is wrong with one piece of text, if anything."""
    for word in DATA:
        piece = piece.replace(word, " ")
    piece = MEANT.sub(" ", piece)
    for what, pattern in (*EVERYWHERE.items(), IN[language]):
        if found := pattern.search(piece):
            yield f"{what}: «{found[0]}» in «{piece[:120]}»"


def complaints(visitor: Visitor, stop: Stop) -> Iterator[str]:
    """What is wrong with a page at which a visitor has just set out."""
    state = visitor.walker.arrive()
    page = visitor.walker.page
    said, visitor.said[:] = list(visitor.said), []
    # A manager's team may not know a customer or a code: that page says so, and the browser notes the 404.
    is_beyond = visitor.login == "manager" and ":id" in stop.path and state == "no-right"
    if not visitor.may(stop.right):
        if state != "no-right":
            yield f"opened without the right {stop.right}: {state}"
    elif state not in ("loaded", "empty") and not is_beyond:
        yield f"came to rest as «{state}»"
    if not is_beyond:
        yield from said
    pieces = page.evaluate(READ)
    if not page.locator("main h1, main h2").count():
        yield "has no heading"
    for piece in pieces:
        yield from misread(piece, visitor.language)


def test_every_page_says_what_it_means_to_every_role_in_both_languages(
    desk: Desk, furnished: tuple[Company, Rooms]
) -> None:
    company, rooms = furnished
    everybody = visitors(desk, company)
    found = []
    for stop in stops(rooms):
        for visitor in everybody:
            visitor.walker.leave_for(stop.address)
        for visitor in everybody:
            who = f"{stop.address} {visitor.login} {visitor.language}"
            found += [f"{who} — {complaint}" for complaint in complaints(visitor, stop)]
    assert found == []


@pytest.mark.parametrize(
    ("piece", "language", "what"),
    [
        ("tabOverview", "zh", "key without words"),
        ("orders.title", "en", "key without words"),
        ("message_submitted", "en", "key without words"),
        ("wmAbCdEf0123", "zh", "raw id"),
        ("550e8400-e29b-41d4-a716-446655440000", "en", "raw id"),
        ("[object Object]", "en", "raw error"),
        ("Last page of the list", "zh", "English in Chinese"),
        ("Sent 给客户", "en", "Chinese in English"),
    ],
)
def test_what_nobody_should_read_is_noticed(piece: str, language: str, what: str) -> None:
    assert any(said.startswith(what) for said in misread(piece, language))
