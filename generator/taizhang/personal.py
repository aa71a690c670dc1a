"""Personal numbers: telephone and identity card numbers, which no published text may hold."""

import re
import unicodedata

#: A mobile telephone or identity card number: personal, whoever's it is.
PERSONAL_NUMBER = re.compile(
    r"""(?:(?<![0-9０-９A-Za-z])|(?<=\+86)|(?<=\+86[ -])|(?<=0086))(?:
        [1１][3-9３-９][0-9０-９][ -]?[0-9０-９]{4}[ -]?[0-9０-９]{4}                                    # mobile
      | [1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]                # identity card
    )(?![0-9０-９A-Za-z])""",
    re.VERBOSE,
)


def mask_number(number: str) -> str:
    """Return `number` with its middle hidden, so that a message can point to it without repeating it."""
    plain = re.sub(r"[ -]", "", unicodedata.normalize("NFKC", number))
    return f"{plain[:3]}{'*' * (len(plain) - 7)}{plain[-4:]}" if len(plain) < 15 else f"{plain[:4]}{'*' * 12}{plain[-2:]}"
