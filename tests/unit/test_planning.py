"""What rows would do to a register: pure."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from klyngebot.domain.partners import Category, Partner, PartnerFacts, PartnerId, Standing
from klyngebot.domain.people import Person, PersonFacts, PersonId
from klyngebot.domain.planning import plan
from klyngebot.domain.register import (
    Change,
    Fault,
    Field,
    Problem,
    Register,
    RegisterRow,
    Value,
    Verdict,
)
from klyngebot.domain.terms import Term, TermId, TermKind, Vocabulary

DRILLING, GEOLOGY, QUARTZ = TermId(9), TermId(10), TermId(19)
WORDS = Vocabulary(
    (
        Term(id=DRILLING, kind=TermKind.COMPETENCE, names={"nb": "Kjerneboring"}),
        Term(id=GEOLOGY, kind=TermKind.COMPETENCE, names={"nb": "Geologi"}),
        Term(id=QUARTZ, kind=TermKind.MATERIAL, names={"nb": "Kvarts"}),
    )
)
NORD = Partner(
    id=PartnerId(1),
    facts=PartnerFacts(
        name="Nord AS",
        category=Category.COMPANY,
        standing=Standing.AGREEMENT,
        org_number="974760673",
        municipality="Senja",
    ),
    join_code="made-up",
    terms=(DRILLING, QUARTZ),
)
KARI = Person(
    id=PersonId(1),
    partner_id=NORD.id,
    partner_name="Nord AS",
    facts=PersonFacts(name="Kari Nordmann", title="geolog"),
)
HERE = Register(partners=(NORD,), people=(KARI,))
EMPTY = Register()


def row(line: int, name: str = "Nord AS", who: str = "", **values: Value) -> RegisterRow:
    fields = {Field(key): value for key, value in values.items()}
    personal = {Field.TITLE, Field.EMAIL, Field.PHONE, Field.LANGUAGES, Field.PERSON_COMPETENCES}
    return RegisterRow(
        line=line,
        partner_name=name,
        person_name=who,
        partner={k: v for k, v in fields.items() if k not in personal},
        person={k: v for k, v in fields.items() if k in personal},
    )


def test_what_the_rows_of_a_partner_say_is_put_together() -> None:
    rows = [row(2, website="https://nord.example"), row(3, category=Category.RESEARCH), row(4)]

    found = plan(EMPTY, rows, WORDS)

    (entry,) = found.partners
    assert (entry.facts.website, entry.facts.category) == ("https://nord.example", 6)
    assert entry.facts.standing is Standing.AGREEMENT
    assert [r.verdict for r in found.rows] == [Verdict.NEW, Verdict.NEW, Verdict.UNCHANGED]


def test_a_row_that_says_otherwise_than_an_earlier_one_is_refused_and_names_it() -> None:
    rows = [
        row(2, who="Kari Nordmann", municipality="Rana", title="sjef"),
        row(3, municipality="Bodø"),
        row(4, who="kari nordmann", title="professor"),
    ]

    found = plan(HERE, rows, WORDS)

    assert [r.faults for r in found.rows[1:]] == [
        (Fault(Problem.SAID_OTHERWISE, "municipality", "2"),),
        (Fault(Problem.SAID_OTHERWISE, "title", "2"),),
    ]
    assert found.partners[0].facts.municipality == "Rana"


def test_what_a_file_does_not_say_stays() -> None:
    found = plan(HERE, [row(2, who="Kari Nordmann", phone="+4799000001")], WORDS)

    assert found.partners[0].facts == NORD.facts
    assert found.partners[0].terms == frozenset(NORD.terms)
    assert found.people[0].facts == replace(KARI.facts, phone="+4799000001")


def test_lines_the_reading_has_put_together_are_no_change() -> None:
    here = replace(NORD, facts=replace(NORD.facts, about="Kvarts.\nOg mer."))
    rows = [row(2, about="Kvarts. Og mer.", county="Troms")]

    found = plan(Register(partners=(here,)), rows, WORDS)

    assert found.partners[0].facts == replace(here.facts, county="Troms")
    assert [change.field for change in found.rows[0].changes] == [Field.COUNTY]


def test_competences_become_those_of_all_rows_and_materials_stay() -> None:
    rows = [row(2, competences=frozenset({GEOLOGY})), row(3, competences=frozenset({DRILLING}))]

    one = plan(HERE, rows[:1], WORDS)
    both = plan(HERE, rows, WORDS)

    assert one.partners[0].terms == {GEOLOGY, QUARTZ}
    assert one.rows[0].changes == (
        Change(Field.COMPETENCES, frozenset({DRILLING}), frozenset({GEOLOGY})),
    )
    assert both.partners[0].terms == {DRILLING, GEOLOGY, QUARTZ}


def test_each_change_is_shown_at_the_row_that_brings_it() -> None:
    rows = [row(2, municipality="Senja"), row(3, county="Troms", who="Ola"), row(4, who="Ola")]

    found = plan(HERE, rows, WORDS)

    assert [(r.verdict, r.changes) for r in found.rows] == [
        (Verdict.UNCHANGED, ()),
        (Verdict.NEW, (Change(Field.COUNTY, None, "Troms"),)),
        (Verdict.UNCHANGED, ()),
    ]


def test_a_new_partner_whose_only_row_with_a_category_is_refused_takes_its_others_along() -> None:
    rows = [
        row(2, "Sør AS", category=Category.COMPANY, org_number="974760673"),
        row(3, "Sør AS", who="Ola"),
    ]

    found = plan(HERE, rows, WORDS)

    assert [r.faults for r in found.rows] == [
        (Fault(Problem.ORG_NUMBER_TAKEN, "974760673", "Nord AS"),),
        (Fault(Problem.UNKNOWN_PARTNER, "Sør AS"),),
    ]
    assert (found.partners, found.people) == ((), ())


def test_another_spelling_of_the_name_is_the_same_partner_and_a_change_of_its_name() -> None:
    found = plan(HERE, [row(2, "NORD as")], WORDS)

    assert found.rows[0].changes == (Change(Field.PARTNER, "Nord AS", "NORD as"),)


def test_who_had_left_is_back() -> None:
    left = Register(
        partners=(replace(NORD, left_on=date(2026, 1, 1)),),
        people=(replace(KARI, left_at=datetime(2026, 1, 1, tzinfo=UTC)),),
    )

    found = plan(left, [row(2, who="Kari Nordmann"), row(3, who="Kari Nordmann")], WORDS)

    assert [(r.verdict, r.is_back) for r in found.rows] == [
        (Verdict.CHANGED, True),
        (Verdict.REPEATED, False),
    ]
    assert plan(left, [], WORDS).missing_partners == ()


@pytest.mark.parametrize(
    "other",
    [
        [row(2, municipality="Bodø")],
        [row(3, municipality="Rana")],
        [row(2, municipality="Rana"), row(3)],
        [row(2, municipality="Rana", county="Nordland")],
        [],
    ],
)
def test_the_fingerprint_tells_plans_apart(other: list[RegisterRow]) -> None:
    one = plan(HERE, [row(2, municipality="Rana")], WORDS)

    assert one.fingerprint == plan(HERE, [row(2, municipality="Rana")], WORDS).fingerprint
    assert one.fingerprint != plan(HERE, other, WORDS).fingerprint


def test_the_fingerprint_tells_what_was_there_before() -> None:
    moved = replace(NORD, facts=replace(NORD.facts, municipality="Alta"))
    rows = [row(2, municipality="Rana")]

    assert plan(HERE, rows, WORDS).fingerprint != (
        plan(Register(partners=(moved,), people=(KARI,)), rows, WORDS).fingerprint
    )
