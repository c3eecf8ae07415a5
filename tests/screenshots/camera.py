"""Takes pictures of pages and keeps them small: WebP, made by the browser itself."""

import base64
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.chromium import until

MOST_BYTES = 150_000
_QUALITIES = (0.9, 0.8, 0.7, 0.55, 0.4)
_AS_WEBP = """async ([source, quality]) => {
  const image = new Image();
  image.src = source;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  canvas.getContext("2d").drawImage(image, 0, 0);
  return canvas.toDataURL("image/webp", quality).split(",")[1];
}"""


class TooLarge(RuntimeError):
    """A picture does not become small enough at any quality."""


@dataclass
class Camera:
    """Writes pictures into one folder; the darkroom is a blank page of the same browser."""

    browser: Browser
    folder: Path
    darkroom: Page | None = None

    def take(self, page: Page, name: str) -> Path:
        """What the page shows now, once its charts and letters stand still."""
        page.evaluate("document.fonts.ready")
        until(page, "!document.querySelector('.ant-skeleton, .ant-spin-spinning')")
        page.wait_for_timeout(700)
        return self.keep(page.screenshot(type="png", animations="disabled"), name)

    def keep(self, png: bytes, name: str) -> Path:
        """Store a picture at the best quality that is small enough; raises `TooLarge`."""
        if self.darkroom is None:
            self.darkroom = self.browser.new_page()
        source = "data:image/png;base64," + base64.b64encode(png).decode()
        for quality in _QUALITIES:
            webp = base64.b64decode(self.darkroom.evaluate(_AS_WEBP, [source, quality]))
            if len(webp) <= MOST_BYTES:
                path = self.folder / f"{name}.webp"
                path.write_bytes(webp)
                return path
        raise TooLarge(f"{name}: {len(webp)} bytes")
