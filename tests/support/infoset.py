"""XML as a tree of values to compare: elements, attributes and text, in two ways that owe nothing to each other.

`of_part` reads a part with lxml; `of_generic` reads the generic form of a snapshot. Left out on both sides is what
means nothing: comments, instructions, the choice of prefixes, and white space with a line break between elements.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(slots=True)
class Node:
    """An element. `content` has its children and texts in order."""

    tag: str
    attributes: dict[str, str]
    content: list[Node | str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.tag.rpartition("}")[2]

    @property
    def children(self) -> list[Node]:
        return [item for item in self.content if isinstance(item, Node)]

    @property
    def text(self) -> str:
        return "".join(item for item in self.content if isinstance(item, str))

    def named(self, name: str) -> list[Node]:
        return [item for item in self.children if item.name == name]

    def key(self) -> tuple[Any, ...]:
        """The same for equal elements; for sets."""
        content = tuple(item if isinstance(item, str) else item.key() for item in self.content)
        return self.tag, tuple(sorted(self.attributes.items())), content


def of_part(data: bytes) -> Node:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True, remove_pis=True
    )
    return _node(etree.fromstring(data, parser), preserve=False)


def _node(element: etree._Element, preserve: bool) -> Node:
    attributes = {str(name): str(value) for name, value in element.items()}
    preserve = attributes[_SPACE] == "preserve" if _SPACE in attributes else preserve
    is_leaf = len(element) == 0
    content: list[Node | str] = []

    def add(text: str | None) -> None:
        if text and (preserve or is_leaf or text.strip() or "\n" not in text):
            content.append(text)

    add(element.text)
    for item in element:
        content.append(_node(item, preserve))
        add(item.tail)
    return Node(str(element.tag), attributes, content)


def of_generic(element: list[Any], namespaces: Mapping[str, str]) -> Node:
    """A generic element; `namespaces` of the document it is in."""
    tag, attributes, content = element
    return Node(
        _element_name(tag, namespaces),
        {attribute_name(name, namespaces): value for name, value in attributes.items()},
        [item if isinstance(item, str) else of_generic(item, namespaces) for item in content],
    )


def _element_name(name: str, namespaces: Mapping[str, str]) -> str:
    prefix, colon, local = name.rpartition(":")
    if colon and not prefix:
        return local
    return f"{{{namespaces[prefix]}}}{local}"


def attribute_name(name: str, namespaces: Mapping[str, str]) -> str:
    prefix, colon, local = name.rpartition(":")
    return f"{{{namespaces[prefix]}}}{local}" if colon else local
