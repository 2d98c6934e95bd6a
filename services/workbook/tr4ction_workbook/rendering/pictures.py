"""Images as `data:` addresses: of types that every browser draws and that cannot do anything."""

from __future__ import annotations

from base64 import b64encode

from tr4ction_workbook.ooxml.errors import WorkbookError
from tr4ction_workbook.ooxml.model import Part
from tr4ction_workbook.ooxml.relationships import Package
from tr4ction_workbook.rendering.css import Rules

# told by their first bytes: what a part's name and content type say may be wrong, or meant to be
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"BM", "bmp"),
)


def image_type(data: bytes) -> str | None:
    """Subtype of `image/`, None for what is no such image."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return next((name for signature, name in _SIGNATURES if data.startswith(signature)), None)


class Pictures:
    """Classes of images: one image is on the page once, however often the sheet shows it."""

    def __init__(self, package: Package | None, rules: Rules, max_bytes: int) -> None:
        self._package = package
        self._rules = rules
        self._left = max_bytes
        self._classes: dict[str, str | None] = {}

    def class_of(self, part: str | None) -> str | None:
        """None where there is no image that can be shown, or no room for it."""
        if part is None or self._package is None:
            return None
        if part not in self._classes:
            self._classes[part] = self._make(part, self._package)
        return self._classes[part]

    def _make(self, part: str, package: Package) -> str | None:
        try:
            data = package.read(part)
        except WorkbookError:
            return None
        subtype = image_type(data)
        if subtype is None or len(data) > self._left:
            return None
        self._left -= len(data)
        address = f"data:image/{subtype};base64,{b64encode(data).decode('ascii')}"
        return self._rules.named("i", f"background-image:url({address})")


def crop_css(crop: Part | None) -> str:
    """Declarations that show a part of a background image in its whole box."""
    if crop is None:
        return ""
    left, top, width, height = crop
    across = 0 if width == 1 else left / (1 - width)
    down = 0 if height == 1 else top / (1 - height)
    return (
        f"background-size:{100 / width:.3f}% {100 / height:.3f}%;"
        f"background-position:{across * 100:.3f}% {down * 100:.3f}%"
    )
