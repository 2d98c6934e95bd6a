"""Workbooks changed a little: bytes anywhere, or the markup of a part in ways that often leave it well-formed."""

from __future__ import annotations

import io
import random
import re
import zipfile
import zlib

ODD_VALUES = (
    b"", b"-1", b"0", b"1", b"2", b"1e999", b"99999999999999999999", b"A1", b"A1:XFD1048576", b"XFE1", b"#REF!",
    b"&#x0;", b"&#xD;", b"&lt;", b"_x0000_", b"_xD83D_", b"\xff", b"\xc3\xa9", b"true", b"s", b"str", b"inlineStr",
)  # fmt: skip
PIECES = (
    b"<!-- -->", b"<![CDATA[x]]>", b"<?x?>", b"<c/>", b'<c r="B2"><v>1</v></c>', b"<row/>", b'<row r="7"/>', b"<v/>",
    b"<f>A1</f>", b"<is><t>x</t></is>", b"<r><t>y</t></r>", b"</row>", b"&amp;", b"&#65;", b"\r\n", b" ", b"\0", b"<",
    b">",
)  # fmt: skip
_ATTRIBUTE = re.compile(rb'\s[\w:]+="[^"<>]*"')
_TAG = re.compile(rb"<[^<>]*>")
_TEXT = re.compile(rb"(?<=>)[^<>]+(?=<)")
# What Python's reader raises for a broken archive; NotImplementedError for a compression that it does not know.
_UNREADABLE = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error, ValueError)


def mangle_archive(data: bytes, dice: random.Random) -> bytes:
    """Other bytes anywhere: headers, directory, compressed streams."""
    mangled = bytearray(data)
    for _ in range(dice.randint(1, 8)):
        mangled[dice.randrange(len(mangled))] = dice.randrange(256)
    return bytes(mangled[: dice.randrange(len(mangled))] if dice.random() < 0.1 else mangled)


def unpack(data: bytes) -> dict[str, bytes] | None:
    """The parts of a package by name; None where Python's own reader cannot read it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > 1 << 24:
                return None
            return {name: archive.read(name) for name in archive.namelist()}
    except _UNREADABLE:
        return None


def pack(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in parts.items():
            # a date of its own: the same parts make the same bytes
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return stream.getvalue()


def mangle_part(data: bytes, dice: random.Random, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """One part with its markup mangled; or gone, doubled under another name or in another's place."""
    parts = unpack(data)
    if parts is None:
        return mangle_archive(data, dice) if data else b"PK"
    if not parts:
        return data
    name, other = dice.choice(sorted(parts)), dice.choice(sorted(parts))
    chance = dice.random()
    if chance < 0.03:
        del parts[name]
    elif chance < 0.05:
        parts[name] = parts[other]
    else:
        parts[name] = mangle_text(parts[name], dice)
    return pack(parts, method)


def mangle_text(text: bytes, dice: random.Random) -> bytes:
    """A piece cut out, doubled, put elsewhere, or a value, a tag or an attribute changed for another."""
    for _ in range(dice.randint(1, 4)):
        start = dice.randrange(len(text) + 1)
        end = min(len(text), start + dice.randint(1, 60))
        match dice.randrange(8):
            case 0:
                text = text[:start] + text[end:]
            case 1:
                text = text[:end] + text[start:end] + text[end:]
            case 2:
                text = _with_odd_value(text, start, dice)
            case 3:
                text = _copied(text, _ATTRIBUTE, dice)
            case 4:
                text = _copied(text, _TAG, dice)
            case 5:
                text = _copied(text, _TEXT, dice)
            case 6:
                text = text[:start] + dice.choice(PIECES) + text[start:]
            case _:
                other = dice.randrange(len(text) + 1)
                text = text[:start] + text[other : other + end - start] + text[end:]
    return text


def _with_odd_value(text: bytes, start: int, dice: random.Random) -> bytes:
    quoted = text.find(b'"', start)
    closing = text.find(b'"', quoted + 1)
    return text if min(quoted, closing) < 0 else text[: quoted + 1] + dice.choice(ODD_VALUES) + text[closing:]


def _copied(text: bytes, pattern: re.Pattern[bytes], dice: random.Random) -> bytes:
    """One match put in the place of another, or beside it, or left out."""
    found = list(pattern.finditer(text))
    if not found:
        return text
    source, target = dice.choice(found), dice.choice(found)
    match dice.randrange(3):
        case 0:
            return text[: target.start()] + source[0] + text[target.end() :]
        case 1:
            return text[: target.end()] + source[0] + text[target.end() :]
        case _:
            return text[: target.start()] + text[target.end() :]
