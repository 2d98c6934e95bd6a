"""Text as stored in XML and in SpreadsheetML, decoded."""

from __future__ import annotations

import re
from collections.abc import Sequence

# `_xHHHH_` stands for a character XML cannot hold (ECMA-376 part 1, clause 22.9.2.19, ST_Xstring)
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ENTITY = re.compile(r"&(amp|lt|gt|quot|apos|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_BAD_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")
_REFERENCE = re.compile(rb"&#(?:x([0-9A-Fa-f]+)|([0-9]+));")
# what XML 1.0 (clause 2.2) has no place for: control characters, and two of the noncharacters
NO_CHARACTERS = bytes(code for code in range(32) if code not in (9, 10, 13))
_NONCHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
_LAST_PLAIN = 0xFFFD
_BATCH = 4096
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}

XML_SPACE = b" \t\r\n"


def without_prefix(data: bytes, prefix: bytes) -> bytes | None:
    """Markup whose tags all have the prefix (`x:`), without it; None where some do not: they mean something else."""
    tags = data.count(b"<") - data.count(b"<?")
    if data.count(b"<" + prefix) + data.count(b"</" + prefix) != tags:
        return None
    # what is no name behind the prefix must not become one without it
    if re.search(rb"</?" + re.escape(prefix) + rb"(?![A-Za-z_][\w.-]*+[\s/>])", data):
        return None
    return data.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</")


def _character(match: re.Match[str]) -> str:
    name = match[1]
    if name[0] != "#":
        return _NAMED[name]
    code = int(f"0{name[1:]}", 0) if name[1] in "xX" else int(name[1:])
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "�"


def has_bad_entity(data: bytes) -> bool:
    """Whether markup holds an `&` that is no predefined entity, and no reference to a character of XML."""
    if b"&" not in data:
        return False
    if _BAD_ENTITY.search(data) is not None:
        return True
    return b"&#" in data and not all(_is_character(code) for code in set(_REFERENCE.findall(data)))


def _is_character(code: tuple[bytes, bytes]) -> bool:
    """The production Char of XML 1.0."""
    number = int(code[0], 16) if code[0] else int(code[1])
    return (
        number in (9, 10, 13)
        or 32 <= number < 0xD800
        or 0xE000 <= number <= _LAST_PLAIN
        or 0x10000 <= number <= 0x10FFFF
    )


def has_bad_character(data: bytes, none: bytes = NO_CHARACTERS) -> bool:
    """Whether UTF-8 text or markup holds a character that XML has no place for, or `]]>`, which text may not have.

    `none`: which control characters count as such.
    """
    if len(data.translate(None, none)) != len(data) or b"]]>" in data:
        return True
    return not data.isascii() and any(character in data for character in _NONCHARACTERS)


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


def decode_all(raws: Sequence[bytes]) -> list[str]:
    """`decode_stored` of many values, none of which holds a NUL. Raises UnicodeDecodeError."""
    texts: list[str] = []
    for start in range(0, len(raws), _BATCH):  # one character beyond others quadruples the room of all in one text
        texts += _decode_batch(raws[start : start + _BATCH])
    return texts


def _decode_batch(raws: Sequence[bytes]) -> list[str]:
    """In one pass over the common case."""
    joined = b"\0".join(raws)
    texts = joined.decode("utf-8").split("\0")
    if b"&" in joined or b"\r" in joined:
        texts = [unescape_xml(text) for text in texts]
    if b"_x" in joined:
        texts = [unescape_xstring(text) for text in texts]
    return texts
