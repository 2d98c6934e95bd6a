"""Text as stored in XML and in SpreadsheetML, decoded."""

from __future__ import annotations

import re
from collections.abc import Iterable

# `_xHHHH_` stands for a character XML cannot hold (ECMA-376 part 1, clause 22.9.2.19, ST_Xstring)
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ENTITY = re.compile(r"&(amp|lt|gt|quot|apos|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_BAD_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def _character(match: re.Match[str]) -> str:
    name = match[1]
    if name[0] != "#":
        return _NAMED[name]
    code = int(f"0{name[1:]}", 0) if name[1] in "xX" else int(name[1:])
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "�"


def has_bad_entity(data: bytes) -> bool:
    """Whether markup holds an `&` that is no predefined entity or character reference."""
    return _BAD_ENTITY.search(data) is not None


def escape_bad_entities(data: bytes) -> bytes:
    """Markup in which every `&` is of a reference that XML knows; `&nbsp;` and its like become text."""
    return _BAD_ENTITY.sub(b"&amp;", data)


def unescape_xml(text: str) -> str:
    """XML character data as an XML processor reports it: references resolved, line ends normalised."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _ENTITY.sub(_character, text) if "&" in text else text


def escape_xml(text: str) -> bytes:
    """The inverse of `unescape_xml`, for values that were read by an XML parser but are kept as stored bytes."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
    return text.encode("utf-8", "replace")


def unescape_xstring(text: str) -> str:
    """`_x000D_` → carriage return. `_x005F_` is an escaped underscore, so `_x005F_x0041_` stays `_x0041_`.

    The escapes are UTF-16 units: two of a pair make one character, one without the other none.
    """
    if "_x" not in text:
        return text
    text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def escape_xstring(text: str) -> str:
    """The inverse of `unescape_xstring`, for text that has no character that XML cannot hold."""
    return _LOOKS_ESCAPED.sub("_x005F_", text) if "_x" in text else text


def decode_stored(raw: bytes) -> str:
    """Stored bytes of a text value to its text."""
    text = raw.decode("utf-8", "replace")
    if "&" in text or "\r" in text:
        text = unescape_xml(text)
    return unescape_xstring(text) if "_x" in text else text


def decode_all(raws: Iterable[bytes]) -> list[str]:
    """`decode_stored` of many values, in one pass over the common case. Raises UnicodeDecodeError."""
    joined = b"\0".join(raws)
    texts = joined.decode("utf-8").split("\0")
    if b"&" in joined or b"\r" in joined:
        texts = [unescape_xml(text) for text in texts]
    if b"_x" in joined:
        texts = [unescape_xstring(text) for text in texts]
    return texts
