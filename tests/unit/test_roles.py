from itertools import product

import pytest

from klyngebot.domain.partners import PartnerId
from klyngebot.domain.roles import Actor, Caller, Role
from klyngebot.domain.subscribers import first_locale
from klyngebot.domain.terms import Term, TermId, TermKind

ORDER = [Role.VISITOR, Role.MEMBER, Role.EDITOR, Role.LEADER]


@pytest.mark.parametrize(("own", "asked"), list(product(ORDER, repeat=2)))
def test_each_role_may_do_what_the_ones_before_it_may(own: Role, asked: Role) -> None:
    actor = Actor(caller=Caller(address="1", name="Kari"), role=own, locale="nb")

    assert actor.has(asked) == (ORDER.index(own) >= ORDER.index(asked))


def test_there_are_no_other_roles() -> None:
    assert [role for role in Role if role is not Role.CONTACT] == ORDER


@pytest.mark.parametrize(
    ("own", "contact", "may"),
    [
        (Role.VISITOR, False, False),
        (Role.MEMBER, False, False),
        (Role.CONTACT, True, True),
        (Role.EDITOR, False, False),
        (Role.EDITOR, True, True),
        (Role.LEADER, False, True),
    ],
)
def test_looking_after_a_partner_is_apart_from_writing_news(
    own: Role, *, contact: bool, may: bool
) -> None:
    actor = Actor(
        caller=Caller(address="1", name="Kari"),
        role=own,
        locale="nb",
        partner_id=PartnerId(1),
        is_contact=contact,
    )

    assert actor.has(Role.CONTACT) is may
    assert actor.looks_after(PartnerId(1)) is may
    assert actor.looks_after(PartnerId(2)) is (own is Role.LEADER)


@pytest.mark.parametrize(
    ("language", "locale"),
    [
        ("", "nb"),
        ("nb", "nb"),
        ("no", "nb"),
        ("nn", "nn"),
        ("nn-NO", "nn"),
        ("NB-no", "nb"),
        ("da", "nb"),
        ("sv", "nb"),
        ("se", "nb"),
        ("en", "en"),
        ("en-US", "en"),
        ("de", "en"),
        ("fi", "en"),
        ("-", "nb"),
        ("nonsense", "en"),
    ],
)
def test_the_first_language_is_guessed_from_telegram(language: str, locale: str) -> None:
    assert first_locale(language) == locale


@pytest.mark.parametrize(
    ("names", "locale", "name"),
    [
        ({"nb": "Batterier", "en": "Batteries"}, "en", "Batteries"),
        ({"nb": "Batterier", "en": ""}, "en", "Batterier"),
        ({"nb": "Batterier"}, "en", "Batterier"),
        ({"nb": "Batterier"}, "nb", "Batterier"),
        ({"nb": "Forskning", "en": "Research"}, "nn", "Forskning"),
        ({"nb": "Forskning", "nn": "Forsking"}, "nn", "Forsking"),
    ],
)
def test_a_topic_without_a_name_in_the_language_has_its_name_in_bokmal(
    names: dict[str, str], locale: str, name: str
) -> None:
    assert Term(id=TermId(1), kind=TermKind.TOPIC, names=names).name(locale) == name
