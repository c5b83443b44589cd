"""What somebody typed, as words to look for."""

import re

from klyngebot.domain.text import clean, fold

SHORTEST = 3
"""Letters: with fewer one could leaf through everybody."""

_MOST_WORDS = 12
_LONGEST = 60

SMALL_WORDS = frozenset(
    fold(
        # bokmål and nynorsk
        "hvem hva hvor hvilke hvilken hvordan kven kva kor kva korleis kan kunne driver "
        "driv gjør gjer jobber jobbar arbeider arbeidar vet veit kjenner kjennar har hadde "
        "er var blir vil skal må bør jeg eg vi meg oss dere dykk de dei du noen nokon noe "
        "noko som om i på ved hos til fra frå av for med uten utan og eller en ei et ein "
        "eit den det der dei den slik slikt ekspert ekspertar eksperter ekspertise "
        "spesialist spesialister kompetanse innen innan innenfor trenger treng leter leitar "
        "søker søkjer ønsker ynskjer fylke fylket kommune kommunen folk person personer "
        "personar kontakt "
        # English
        "who whom what where which how can could does do did is are was know knows has have "
        "works work working anyone anybody someone somebody any some in on at of to from "
        "for with about and or a an the that near expert experts expertise specialist "
        "specialists need needs looking people county municipality "
    ).split()
)
"""Words of questions, which say how somebody asks and not what about."""


def words_of(text: str) -> list[str]:
    """Return the folded words of ``text`` that matter, each once.

    The small words of a question are left out, but never all of them. Nobody types more than
    a dozen words to find somebody; what comes after is not looked at.
    """
    words = [word for word in dict.fromkeys(fold(text).split()) if len(word) <= _LONGEST]
    telling = [word for word in words if word not in SMALL_WORDS]
    return (telling or words)[:_MOST_WORDS]


def as_typed(text: str) -> dict[str, str]:
    """Return the words of ``text`` as they were typed, by what they are folded."""
    return {fold(word): word for word in re.findall(r"\w+", clean(text))}


def is_too_short(text: str) -> bool:
    """Return whether ``text`` has fewer than ``SHORTEST`` letters and digits."""
    return len(fold(text).replace(" ", "")) < SHORTEST
