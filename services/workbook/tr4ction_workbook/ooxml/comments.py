"""Notes (ECMA-376 part 1, clause 18.7) and the threaded comments that newer programs keep beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.model import Comment
from tr4ction_workbook.ooxml.relationships import Package, Relationships
from tr4ction_workbook.ooxml.strings import StringItem, read_string_item


def read_comments(package: Package, relationships: Relationships, persons: dict[str, str]) -> list[Comment]:
    """Notes and thread entries of a sheet. `persons`: display names by id, of `read_persons`."""
    found: list[Comment] = []
    for part in relationships.parts_of_kind("comments"):
        root = package.optional_xml(part)
        if root is not None:
            found += _read_notes(root)
    for part in relationships.parts_of_kind("threadedComment"):
        root = package.optional_xml(part)
        if root is not None:
            found += [_read_entry(item, persons) for item in xml.children(root, "threadedComment")]
    return found


@dataclass(frozen=True, slots=True)
class Person:
    """An author of threaded comments; `provider` is who knows the `user_id`."""

    id: str
    name: str
    user_id: str | None = None
    provider: str | None = None


def read_persons(package: Package, relationships: Relationships) -> list[Person]:
    """From the workbook's person parts."""
    return [
        Person(item.get("id") or "", item.get("displayName") or "", item.get("userId"), item.get("providerId"))
        for part in relationships.parts_of_kind("person")
        for item in xml.children(package.optional_xml(part), "person")
    ]


def comment_texts(comments: Sequence[Comment]) -> dict[str, str]:
    """Text by cell. Where there is a thread, its entries stand for the note, which only says that there is one."""
    notes = {item.reference: item.text for item in comments if not item.threaded}
    threads: dict[str, list[str]] = {}
    for item in comments:
        if item.threaded:
            threads.setdefault(item.reference, []).append(item.text)
    return notes | {reference: "\n".join(texts) for reference, texts in threads.items()}


def _read_notes(root: xml.Element) -> list[Comment]:
    authors = [xml.text_of(item) for item in xml.children(xml.child(root, "authors"), "author")]
    found = []
    for item in xml.children(xml.child(root, "commentList"), "comment"):
        author = xml.integer(item.get("authorId"), -1)
        text = xml.child(item, "text")
        content = StringItem("") if text is None else read_string_item(text, look_for_other=False)
        found.append(
            Comment(
                reference=(item.get("ref") or "").upper().replace("$", ""),
                author=authors[author] if 0 <= author < len(authors) else "",
                text=content.text,
                runs=content.runs,
            )
        )
    return found


def _read_entry(element: xml.Element, persons: dict[str, str]) -> Comment:
    return Comment(
        reference=(element.get("ref") or "").upper().replace("$", ""),
        author=persons.get(element.get("personId") or "", ""),
        text=xml.text_of(xml.child(element, "text")),
        threaded=True,
        parent_id=element.get("parentId"),
        id=element.get("id"),
        date=element.get("dT"),
        done=xml.is_true(element.get("done")),
        person_id=element.get("personId"),
    )
