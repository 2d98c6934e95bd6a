"""What a password must be like: long enough, not too long for bcrypt, not easy to guess, not about its owner.

Length and a check against common passwords instead of rules about kinds of characters: NIST SP 800-63B-4, 3.1.1.2.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterable

from tr4ction_common.languages import Text
from tr4ction_gateway.credentials.hashing import MAX_PASSWORD_BYTES

MIN_PASSWORD_CHARACTERS = 10

# What zxcvbn calls "very guessable" takes fewer guesses: common passwords and their variations, keyboard rows, dates.
MIN_GUESSES = 10**6

# A shorter word is in too many passwords by chance.
MIN_OWN_WORD = 4

_TOO_SHORT = Text(
    f"Deve ter pelo menos {MIN_PASSWORD_CHARACTERS} caracteres.",
    f"Must have at least {MIN_PASSWORD_CHARACTERS} characters.",
)
_TOO_LONG = Text(
    f"Deve ter no máximo {MAX_PASSWORD_BYTES} bytes (letras com acento contam dois).",
    f"Must have at most {MAX_PASSWORD_BYTES} bytes (accented letters count as two).",
)
_UNREADABLE = Text("Não pode ter caracteres de controle.", "Must not have control characters.")
_TOO_COMMON = Text(
    "É comum ou fácil de adivinhar. Use, por exemplo, uma frase que só você conhece.",
    "Is common or easy to guess. Use a phrase that only you know, for instance.",
)
_ABOUT_THE_OWNER = Text(
    "Não pode conter seu nome, usuário ou e-mail.", "Must not contain your name, user name or e-mail address."
)


def password_fault(password: str, about: Iterable[str] = ()) -> Text | None:
    """What is wrong with `password` for a person known by the names and addresses `about`; None where nothing is."""
    if len(password) < MIN_PASSWORD_CHARACTERS:
        return _TOO_SHORT
    if len(password.encode()) > MAX_PASSWORD_BYTES:
        return _TOO_LONG
    if any(unicodedata.category(sign) == "Cc" for sign in password):
        return _UNREADABLE
    own_words = _own_words(about)
    folded = _fold(password)
    if any(word in folded for word in own_words):
        return _ABOUT_THE_OWNER
    return _TOO_COMMON if _guesses(password, own_words) < MIN_GUESSES else None


def generate_password() -> str:
    """A password to be used once: 144 random bits."""
    return secrets.token_urlsafe(18)


def _own_words(about: Iterable[str]) -> list[str]:
    """Names, addresses, and their parts that are long enough to be told from chance."""
    whole = [_fold(text) for text in about]
    parts = [part for text in whole for part in re.split(r"[^\w]+", text)]
    return [word for word in {*whole, *parts} if len(word) >= MIN_OWN_WORD]


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def _guesses(password: str, own_words: list[str]) -> int:
    from zxcvbn import zxcvbn  # 14 MB of words: loaded where a password is first chosen

    return int(zxcvbn(password, user_inputs=own_words)["guesses"])
