"""What the document says of the API as a whole."""

from __future__ import annotations

TITLE = "TR4CTION"
FIRST_VERSION = "2.0.0"

DESCRIPTION = """\
Turns a programme's Excel workbook into a living form, and gives the same workbook back filled.

- **Who asks** is said by a bearer token from `/auth/login`. It lives for minutes; `/auth/refresh` gives the next one.
- **Errors** are `application/problem+json` (RFC 9457): `code` is stable, `detail` is a sentence to show, in Portuguese
  or, with `Accept-Language: en`, in English.
- **Every answer** carries `X-Request-ID`, the one sent or a new one, by which support finds it in the logs.
- **Limits** are told in `RateLimit-*` headers; who must wait is answered 429 with `Retry-After`.
- **Fields may be added** to any answer. What a client does not know, it passes over.
"""

SERVERS = [{"url": "/", "description": "The gateway of an installation, at that installation's address."}]

TAGS = {
    "health": "Whether the process answers, and what it depends on.",
    "sessions": "Logging in and out, tokens, and who one is.",
    "passwords": "Changing a password, and links that reset one.",
    "registration": "New founders, where an installation lets them register.",
    "invitations": "One-time links that make an account.",
    "users": "Everybody who has an account.",
    "organizations": "The start-ups.",
    "cycles": "The quarters in which they take part.",
    "audit": "Who did what to what, when and from where.",
    "templates": "Workbooks as they were uploaded, and the fields found in them.",
    "bulk": "Many workbooks at once, worked off in the background.",
    "review": "What people say of a template: corrections of what was found in it.",
    "versions": "What changes from one workbook to the next, and which one founders see.",
    "trails": "Published templates: their steps, and who fills in which version.",
    "founders": "How far founders are, and what they have answered.",
    "answers": "Founders going through a trail, step by step.",
    "exports": "Answers taken away: in the original workbook, as a table, as JSON.",
}
