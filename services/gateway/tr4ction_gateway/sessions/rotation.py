"""What follows a refresh token when it is used.

Refresh tokens are good for one use, and one that comes again was copied, by whom cannot be known: its session ends
(RFC 9700, 4.14.2). But two tabs of one browser send the same token at once, and an answer can get lost on its way.
Therefore, for some seconds after its use, a token brings the very same successor once more, as long as that has not
been used itself. A session thereby never has two lines of tokens: a thief who comes within those seconds gets the token
that its owner has, and when both have used it the session ends all the same. A second successor of its own would have
let the thief go on unseen.

The successor is computed from the token, so that it can be told again though it is not stored.
"""

from __future__ import annotations

import base64
import hmac

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Rotation:
    """Computes successors with a key derived from `secret` (RFC 5869). Without it no token tells the next."""

    def __init__(self, secret: str) -> None:
        derive = HKDF(hashes.SHA256(), length=32, salt=None, info=b"tr4ction refresh tokens")
        self._key = derive.derive(secret.encode())

    def successor_of(self, token: str) -> str:
        digest = hmac.digest(self._key, token.encode("utf-8", "surrogatepass"), "sha256")
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")
