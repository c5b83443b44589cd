"""What a look-up with a slip costs, beside plain LIKE and plain rapidfuzz, and what it finds."""

import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from rapidfuzz import fuzz, process

from bench.support import Row, percentile
from klyngebot.domain.clock import SystemClock
from klyngebot.domain.people import PersonId
from klyngebot.domain.roles import Caller
from klyngebot.domain.terms import Vocabulary
from klyngebot.domain.text import fold
from klyngebot.services.directory import Directory, Matches
from klyngebot.store import memberships, subscribers, terms
from klyngebot.store.database import Database, Transaction, stamp

TYPOS = Path(__file__).with_name("typos.txt")

_FIRST = "Bjørg Kari Máret Åse Nils Per Ánde Jon Ingeborg Sverre Biret Øyvind Aslak Liv Torbjørn"
_SYLLABLES = "berg dal fjell haug lund mo nes rud sand stad strand tun vik voll øy ås eng bakk"
_TITLES = "geolog gruvesjef laborant HMS-leder boreleder kjemiker rektor ingeniør"
_PLACES = "Rana Narvik Senja Tromsø Kåfjord Alta Sør-Varanger Brønnøy Bodø Loppa"
_TRIES = 3
_KINDS = ("person", "partner", "term")
ASKER = Caller(address="990000001", name="Kari")


@dataclass(frozen=True, slots=True)
class Typo:
    """What somebody typed, and the ``kind`` (person, partner, term) of what they meant."""

    kind: str
    typed: str
    meant: str


def typos() -> list[Typo]:
    """Return the slips kept as data."""
    lines = TYPOS.read_text(encoding="utf-8").splitlines()
    return [Typo(*line.split("\t")) for line in lines if not line.startswith("#")]


async def measure() -> list[Row]:
    """Look up with a slip among 300, 5 000 and 100 000 people."""
    small, middle = await _rows(300), await _rows(5_000)
    return [*small, *middle, *await _rows(100_000, asks=50)]


async def _rows(count: int, *, asks: int = 200) -> list[Row]:
    async with _register(count) as (db, names):
        directory = Directory(db, SystemClock())
        began = time.perf_counter()
        await directory.search(ASKER, "kvarts")
        first = time.perf_counter() - began
        chosen = [_slip(name) for name in random.Random(3).sample(names, asks)]
        took = await _timed(chosen, lambda words: directory.search(ASKER, words))
        like = await _timed(chosen, lambda words: _like(db, words))
        ratio = await _timed(chosen, lambda words: _ratio(names, words))
        known = await terms.vocabulary(db.reader)
        found = [
            is_found(typo, await directory.search(ASKER, typo.typed), known) for typo in typos()
        ]
    who = f"{count:,} people".replace(",", " ")
    goal = {5_000: "< 20 ms", 300: "–", 100_000: "–"}[count]
    return [
        Row(
            f"Look-up with one slip, {who}, p99",
            goal,
            f"{_ms(took)} ({_ms(like)} plain LIKE, which finds none; {_ms(ratio)} plain WRatio)",
            f"the use case with its authority, on disk; least of {_TRIES}; median {_ms(took, 0.5)}",
        ),
        Row("… the first after a change", "–", f"{first:.2f} s", "reads all and makes the index"),
        Row(
            "… found of 200 typos",
            "≥ 95 %" if count == 5_000 else "–",
            f"{sum(found) / len(found):.1%}",
            "bench/typos.txt: among the five people and eight partners shown",
        ),
    ]


async def _timed(chosen: list[str], ask: Callable[[str], Awaitable[object]]) -> list[float]:
    """Return the least (s) of some tries for each of ``chosen``: the machine has other work."""
    return [min([await _once(words, ask) for _ in range(_TRIES)]) for words in chosen]


async def _once(words: str, ask: Callable[[str], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await ask(words)
    return time.perf_counter() - began


async def _like(db: Database, words: str) -> None:
    await db.reader.fetch_all(
        "SELECT * FROM person WHERE name LIKE '%' || :name || '%'", name=words
    )


async def _ratio(names: list[str], words: str) -> None:
    process.extract(words, names, scorer=fuzz.WRatio, limit=8)


def is_found(typo: Typo, matches: Matches, vocabulary: Vocabulary) -> bool:
    """Return whether what was meant is among what is shown."""
    match typo.kind:
        case "person":
            return any(person.name == typo.meant for person in matches.people)
        case "partner":
            return any(partner.facts.name == typo.meant for partner in matches.partners)
        case _:
            meant = {term.id for term in vocabulary.terms if typo.meant in term.words}
            return any(meant & set(partner.terms) for partner in matches.partners)


def _ms(took: list[float], share: float = 0.99) -> str:
    return f"{percentile(took, share) * 1000:.1f} ms"


@asynccontextmanager
async def _register(count: int) -> AsyncIterator[tuple[Database, list[str]]]:
    """Yield a register of so many people at a tenth as many partners, and their names."""
    with TemporaryDirectory() as folder:
        db = await Database.open(Path(folder) / "bench.sqlite3")
        try:
            async with db.transaction() as tx:
                names = await fill(tx, count)
            yield db, names
        finally:
            await db.close()


async def fill(tx: Transaction, count: int) -> list[str]:
    """Add so many people, those of the typos among them, and return their names.

    A member asks: ``ASKER``.
    """
    pick = random.Random(1)
    meant = {kind: [typo.meant for typo in typos() if typo.kind == kind] for kind in _KINDS}
    partners = list(dict.fromkeys([*meant["partner"], *_made_up(pick, count // 10, " AS")]))
    names = list(dict.fromkeys([*meant["person"], *_made_up(pick, count)]))[:count]
    tags = [t.id for t in (await terms.vocabulary(tx)).terms if t.kind.is_tag]
    await tx.execute_many(
        """
        INSERT INTO partner (name, folded, category_id, standing, municipality, country, about,
                             join_code)
        VALUES (:name, :folded, 5, 'agreement', :place, 'Norge', :about, :name)
        """,
        [
            {
                "name": name,
                "folded": fold(name),
                "place": pick.choice(_PLACES.split()),
                "about": "Leter, bryter og foredler malm og mineraler i nord.",
            }
            for name in partners
        ],
    )
    await tx.execute_many(
        """
        INSERT INTO person (partner_id, name, folded, title, languages, source, created_at,
                            informed_at, informed_how)
        VALUES (:partner, :name, :folded, :title, 'norsk, engelsk', 'import', :now, :now, 'office')
        """,
        [
            {
                "partner": pick.randint(1, len(partners)),
                "name": name,
                "folded": fold(name),
                "title": pick.choice(_TITLES.split()),
                "now": stamp(SystemClock().now()),
            }
            for name in names
        ],
    )
    for table, ids in (("partner", len(partners)), ("person", len(names))):
        await tx.execute_many(
            f"INSERT INTO {table}_term ({table}_id, term_id) VALUES (:id, :term)",
            [{"id": id_ + 1, "term": term} for id_ in range(ids) for term in pick.sample(tags, 2)],
        )
    me = await subscribers.ensure(tx, await subscribers.find_actor(tx, ASKER), SystemClock().now())
    await memberships.begin(tx, PersonId(1), me, SystemClock().now())
    return names


def _made_up(pick: random.Random, count: int, end: str = "") -> list[str]:
    """Return so many names put together from syllables; ``end`` makes them companies."""
    names: dict[str, None] = {}
    while len(names) < count:
        syllables = pick.sample(_SYLLABLES.split(), 3 + pick.randrange(2))
        family = "".join(syllables).title()
        names[f"{family}{end}" if end else f"{pick.choice(_FIRST.split())} {family}"] = None
    return list(names)


def _slip(name: str) -> str:
    """Return ``name`` with two neighbouring letters of the family name swapped."""
    first, family = name.rsplit(" ", 1)
    middle = len(family) // 2
    swapped = family[: middle - 1] + family[middle] + family[middle - 1] + family[middle + 1 :]
    return f"{first} {swapped}"
