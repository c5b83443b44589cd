from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from klyngebot.domain.answers import (
    BODY_LIMIT,
    LINE_LIMIT,
    MESSAGE_LIMIT,
    Place,
    Typed,
    accept,
    accept_message,
)
from klyngebot.domain.drafts import FIELDS, Draft, DraftId, DraftKind
from klyngebot.domain.errors import BadInputError

OSLO = ZoneInfo("Europe/Oslo")
PLACE = Place(now=datetime(2026, 11, 24, 10, 0, tzinfo=OSLO), zone=OSLO)
LINES = [
    (DraftKind.NEWS, "title"),
    (DraftKind.EVENT, "title"),
    (DraftKind.EVENT, "place"),
    (DraftKind.JOIN, "name"),
    (DraftKind.JOIN, "title"),
]


def draft(kind: DraftKind) -> Draft:
    return Draft(id=DraftId(1), kind=kind)


def typed(text: str, html: str | None = None) -> Typed:
    return Typed(text=text, html=text if html is None else html, message_id=5, update_id=6)


@pytest.mark.parametrize(("kind", "name"), LINES)
def test_a_line_is_kept_without_what_cannot_be_seen(kind: DraftKind, name: str) -> None:
    kept = accept(draft(kind), name, typed("  Åpen\u202e  dag\n i  gruva\0 "), PLACE)

    assert kept == "Åpen dag i gruva"


@pytest.mark.parametrize(("kind", "name"), LINES)
def test_formatting_in_a_line_is_left_out(kind: DraftKind, name: str) -> None:
    assert accept(draft(kind), name, typed("Åpen dag", "<b>Åpen</b> dag"), PLACE) == "Åpen dag"


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200b\u202e"])
def test_an_empty_line_is_refused(text: str) -> None:
    with pytest.raises(BadInputError, match="empty"):
        accept(draft(DraftKind.NEWS), "title", typed(text), PLACE)


def test_a_line_may_be_as_long_as_the_limit_and_no_longer() -> None:
    fits = "x" * LINE_LIMIT

    assert accept(draft(DraftKind.NEWS), "title", typed(fits), PLACE) == fits
    with pytest.raises(BadInputError) as caught:
        accept(draft(DraftKind.NEWS), "title", typed(fits + "yz"), PLACE)

    assert caught.value.problem == "line_too_long"
    assert caught.value.values == {"length": LINE_LIMIT + 2, "limit": LINE_LIMIT}


def body_of_news(typed: Typed) -> str:
    return accept(draft(DraftKind.NEWS), "body", typed, PLACE)


@pytest.mark.parametrize(
    ("taken", "limit"), [(accept_message, MESSAGE_LIMIT), (body_of_news, BODY_LIMIT)]
)
def test_a_long_text_is_counted_as_telegram_counts_and_without_its_tags(
    taken: Callable[[Typed], str], limit: int
) -> None:
    fits = "😀" * (limit // 2)
    html = f"<b>{fits}</b>"

    assert taken(typed(fits, html)) == html
    with pytest.raises(BadInputError) as caught:
        taken(typed(fits + "x", html))

    assert caught.value.problem == "too_long"
    assert caught.value.values == {"length": limit + 1, "limit": limit, "over": 1}


def test_a_time_is_kept_with_its_offset() -> None:
    kept = accept(draft(DraftKind.EVENT), "when", typed("24. desember kl. 18"), PLACE)

    assert kept == "2026-12-24T18:00:00+01:00"


def test_a_time_that_is_not_understood_is_refused() -> None:
    with pytest.raises(BadInputError, match="when_needs_time"):
        accept(draft(DraftKind.EVENT), "when", typed("snart"), PLACE)


@pytest.mark.parametrize(
    ("kind", "name"),
    [(DraftKind.NEWS, "topic"), (DraftKind.EVENT, "topic"), (DraftKind.JOIN, "partner")],
)
def test_what_is_chosen_with_a_button_is_not_typed(kind: DraftKind, name: str) -> None:
    with pytest.raises(BadInputError, match="choose_button"):
        accept(draft(kind), name, typed("Batterier"), PLACE)


@pytest.mark.parametrize("kind", DraftKind)
def test_the_next_question_is_the_first_empty_field(kind: DraftKind) -> None:
    asked: list[str] = []
    current = draft(kind)

    while (name := current.next_field) is not None:
        asked.append(name)
        current = current.with_fields({**current.fields, name: "x"})

    assert tuple(asked) == FIELDS[kind]


def test_only_what_is_kept_apart_may_be_left_for_something_else() -> None:
    fields = {"broadcast": "1", "variant": ""}

    assert not draft(DraftKind.ANNOUNCEMENT).with_fields(fields).is_lost_when_left
    assert draft(DraftKind.NEWS).with_fields({"title": "Halvferdig"}).is_lost_when_left
    assert not draft(DraftKind.NEWS).is_lost_when_left


def test_what_is_seen_and_what_has_changed_since_have_different_fingerprints() -> None:
    seen = draft(DraftKind.NEWS).with_fields({"title": "a", "body": "b"})

    assert seen.fingerprint == seen.with_fields({"title": "a", "body": "b"}).fingerprint
    for changed in ({"title": "a"}, {"title": "a", "body": "c"}, {"body": "b", "title": "a"}):
        assert seen.with_fields(changed).fingerprint != seen.fingerprint


@pytest.mark.parametrize(
    ("kind", "name", "may"),
    [
        (DraftKind.ANNOUNCEMENT, "message-5", False),
        (DraftKind.ANNOUNCEMENT, "title", False),
        (DraftKind.NEWS, "title", True),
        (DraftKind.NEWS, "message-5", False),
        (DraftKind.JOIN, "name", True),
        (DraftKind.JOIN, "partner", False),
        (DraftKind.EVENT, "", False),
    ],
)
def test_a_writer_goes_back_only_to_what_they_filled(kind: DraftKind, name: str, may: bool) -> None:
    assert draft(kind).may_empty(name) is may
