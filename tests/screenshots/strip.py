"""The loop in six steps as one picture, put together from the pictures of its pages."""

import base64
from html import escape
from pathlib import Path

from playwright.sync_api import Browser

from tests.screenshots.camera import Camera

SIZE = (1440, 560)
#: Picture, where its middle lies (percent from the left and the top), words in both languages.
STEPS = (
    ("live-code", "100% 30%", "建一个活码", "Make a live code"),
    ("phones", "0% 60%", "客户扫码，收到欢迎语", "A customer scans and is welcomed"),
    ("customer", "18% 12%", "认识这位客户", "The customer is known"),
    ("segment", "20% 12%", "圈出一群人", "Choose whom to speak to"),
    ("campaign", "0% 100%", "群发：谁会收到，谁不会，为什么", "Who gets it, who does not, and why"),
    ("overview", "30% 30%", "下单，数字在动", "Orders come and the numbers move"),
)
_STYLE = """
body { margin: 0; background: #f4f7f7; color: #14201f;
  font: 600 19px/28px "Noto Sans CJK SC", "Noto Sans", sans-serif; }
ol { margin: 0; padding: 16px; list-style: none; display: grid; grid-template-columns: repeat(3, 1fr); gap: 16px; }
li { background: #fff; border: 1px solid #d5dedd; border-radius: 12px; overflow: hidden; }
.shot { height: 204px; background-size: 190%; background-repeat: no-repeat; border-bottom: 1px solid #d5dedd; }
p { margin: 0; padding: 8px 16px 9px; display: flex; gap: 10px; align-items: center; }
b { background: #0b6b73; color: #fff; border-radius: 50%; width: 28px; height: 28px; text-align: center; flex: none; }
"""


def _step(number: int, picture: Path, middle: str, words: str) -> str:
    data = base64.b64encode(picture.read_bytes()).decode()
    shot = f"background-image: url(data:image/webp;base64,{data}); background-position: {middle}"
    return f'<li><div class="shot" style="{shot}"></div><p><b>{number}</b>{escape(words)}</p></li>'


def make_strip(browser: Browser, camera: Camera, language: str) -> Path:
    """The strip of one language, from pictures that the camera has taken before."""
    steps = [
        _step(n, camera.folder / f"{name}.webp", middle, zh if language == "zh" else en)
        for n, (name, middle, zh, en) in enumerate(STEPS, 1)
    ]
    page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
    page.set_content(f"<style>{_STYLE}</style><ol>{''.join(steps)}</ol>")
    picture = camera.take(page, "loop")
    page.close()
    return picture
