"""Slips of the finger, kept as data: nearly all of them still find what was meant."""

from pathlib import Path

from integration.office import Office
from klyngebot.domain.roles import Role
from klyngebot.store import terms

TYPOS = Path(__file__).parents[3] / "bench" / "typos.txt"


async def test_at_least_95_of_100_slips_find_what_was_meant(office: Office) -> None:
    lines = TYPOS.read_text(encoding="utf-8").splitlines()
    typos = [line.split("\t") for line in lines if not line.startswith("#")]
    employer = await office.partner("Prøvegruva AS")
    for kind, _, meant in typos:
        if kind == "partner":
            await office.partner(meant)
        elif kind == "person":
            await office.employee(employer, meant)
    skilled = await office.partner("Alt-i-ett AS")
    async with office.db.transaction() as tx:
        tags = {term.id for term in (await terms.vocabulary(tx)).terms if term.kind.is_tag}
        await terms.set_of_partner(tx, skilled, tags)
    member = await office.someone(Role.MEMBER, 7)

    found = 0
    for kind, typed, meant in typos:
        matches = await office.directory.search(member, typed)
        names = {p.facts.name for p in matches.partners} | {p.name for p in matches.people}
        found += ("Alt-i-ett AS" if kind == "term" else meant) in names

    assert len(typos) == 200
    assert found / len(typos) >= 0.95
