"""Attributes of start tags by pattern, for readers that do without a tree."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tr4ction_workbook.ooxml.text import unescape_xml
from tr4ction_workbook.ooxml.xml import MAX_ATTRIBUTES

_ATTRIBUTE = re.compile(rb'\s++([A-Za-z_][\w.-]*+(?::[A-Za-z_][\w.-]*+)?+)="([^"<]*+)"')
XML_PREFIX = {"xml": "http://www.w3.org/XML/1998/namespace"}
_BLANKS = bytes.maketrans(b"\t\r\n", b"   ")


def parse_attributes(raw: bytes, prefixes: Mapping[str, str]) -> dict[str, str] | None:
    """Attributes of a start tag, from behind its name: by full name, `{namespace}local` where one has a prefix.

    None where they are not such as XML wants them, a prefix is not among `prefixes` (namespaces by prefix), or one of
    them declares a namespace. White space in values is blanks (XML 1.0, clause 3.3.3).
    """
    found = _ATTRIBUTE.findall(raw)
    if len(found) > MAX_ATTRIBUTES or _ATTRIBUTE.sub(b"", raw).strip():
        return None
    attributes: dict[str, str] = {}
    for written, value in found:
        prefix, _, local_name = written.decode().rpartition(":")
        if prefix:
            if prefix not in prefixes:
                return None
            local_name = f"{{{prefixes[prefix]}}}{local_name}"
        text = value.replace(b"\r\n", b" ").translate(_BLANKS).decode("utf-8", "replace")
        attributes[local_name] = unescape_xml(text)
    return attributes if len(attributes) == len(found) and "xmlns" not in attributes else None
