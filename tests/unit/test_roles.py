from itertools import product

import pytest

from klyngebot.domain.roles import Actor, Caller, Role
from klyngebot.domain.subscribers import Topic, TopicId, first_locale

ORDER = [Role.VISITOR, Role.MEMBER, Role.EDITOR, Role.LEADER]


@pytest.mark.parametrize(("own", "asked"), list(product(ORDER, repeat=2)))
def test_each_role_may_do_what_the_ones_before_it_may(own: Role, asked: Role) -> None:
    actor = Actor(caller=Caller(address="1", name="Kari"), role=own, locale="nb")

    assert actor.has(asked) == (ORDER.index(own) >= ORDER.index(asked))


def test_there_are_no_other_roles() -> None:
    assert list(Role) == ORDER


@pytest.mark.parametrize(
    ("language", "locale"),
    [
        ("", "nb"),
        ("nb", "nb"),
        ("no", "nb"),
        ("nn-NO", "nb"),
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
    ],
)
def test_a_topic_without_a_name_in_the_language_has_its_name_in_bokmal(
    names: dict[str, str], locale: str, name: str
) -> None:
    assert Topic(id=TopicId(1), names=names).name(locale) == name
