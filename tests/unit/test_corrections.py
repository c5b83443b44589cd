"""What of a broadcast a correction touches, and how it is shown before anybody says yes."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from klyngebot.domain.audiences import EVERYONE
from klyngebot.domain.broadcasts import (
    MAIN,
    Acknowledging,
    Attachment,
    AttachmentKind,
    Broadcast,
    BroadcastId,
    BroadcastState,
    Change,
    ChangeId,
    ChangeKind,
    ChangeReport,
    Mark,
    Part,
)
from klyngebot.domain.corrections import (
    ChangeReach,
    Correction,
    PartChange,
    difference,
    message_and_item,
    place,
)
from klyngebot.domain.deliveries import Account, DeliveryState, RecipientResult
from klyngebot.domain.errors import BadInputError
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.i18n import translator
from klyngebot.render import correcting
from klyngebot.render.reply import Text
from klyngebot.services.correcting import CorrectionPreview, WithdrawalPreview

NOW = datetime(2026, 12, 3, 13, 30, tzinfo=UTC)
OSLO = ZoneInfo("Europe/Oslo")
NB = translator("nb")


def picture(number: int, html: str = "", name: str = "", album: str = "album") -> Part:
    file = Attachment(kind=AttachmentKind.PHOTO, file_id=name or f"made-up-{number}")
    return Part(id=number, html=html, attachment=file, album=album)


def text(number: int, html: str) -> Part:
    return Part(id=number, html=html)


def broadcast(*parts: Part) -> Broadcast:
    return Broadcast(
        id=BroadcastId(7),
        author_id=SubscriberId(1),
        author_address="990001",
        author_locale="nb",
        state=BroadcastState.SENDING,
        revision=3,
        content_revision=2,
        previewed=2,
        mark=Mark.NORMAL,
        acknowledging=Acknowledging.NOBODY,
        audience=EVERYONE,
        variants={MAIN: parts},
        changed_at=NOW,
    )


def correction(parts: list[Part], *after: Part) -> Correction:
    by_id = {part.id: part for part in parts}
    return Correction(
        broadcast=broadcast(*parts),
        changes=tuple(PartChange(locale=MAIN, before=by_id[new.id], after=new) for new in after),
    )


@pytest.mark.parametrize(
    ("parts", "after", "places"),
    [
        ([text(1, "a"), text(2, "b")], [text(2, "B")], (place(1),)),
        ([text(1, "a")], [text(1, "a\nLes: https://example.no")], (place(0),)),
        ([picture(1, "a", album="")], [picture(1, "b", album="")], (place(0),)),
        ([picture(1, "a", album="")], [picture(1, "a", "new", album="")], (place(0),)),
        (
            [picture(1), picture(2), picture(3), text(4, "b")],
            [picture(2, "x"), picture(3, name="new")],
            (place(0, 1), place(0, 2)),
        ),
        # The last message of an album is the text below it, since an album has no buttons.
        ([picture(1, "a"), picture(2)], [picture(1, "b")], (place(1),)),
    ],
)
def test_only_what_people_see_differ_is_edited(
    parts: list[Part], after: list[Part], places: tuple[int, ...]
) -> None:
    assert correction(parts, *after).places() == {MAIN: places}


def test_what_would_be_another_message_is_refused() -> None:
    parts = [picture(1), picture(2), text(3, "b")]

    with pytest.raises(BadInputError, match="other_messages"):
        correction(parts, picture(1, "Les: https://example.no")).places()


def test_every_file_of_an_album_has_a_number_of_its_own() -> None:
    numbers = [place(message, item) for message in range(5) for item in range(10)]

    assert len(set(numbers)) == 50
    assert [message_and_item(place(3, 9)), message_and_item(place(4))] == [(3, 9), (4, 0)]


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("Møte tirsdag", "Møte onsdag", ("Møte tirsdag", "Møte onsdag")),
        ("a b c d e f g h i", "a b c d e x g h i", ("… b c d e f g h i", "… b c d e x g h i")),
        ("en to", "en to tre", ("en to", "en to tre")),
        ("ja ja", "ja", ("ja ja", "ja")),
        ("<b>likt</b>", "<i>likt</i>", ("", "")),
        ("", "nytt", ("", "nytt")),
        ("a &lt; b", "a &gt; b", ("a < b", "a > b")),
    ],
)
def test_the_words_that_differ_are_shown_with_some_around_them(
    before: str, after: str, shown: tuple[str, str]
) -> None:
    assert difference(before, after) == shown


def test_what_is_confirmed_is_what_was_seen() -> None:
    one = correction([text(1, "a")], text(1, "b"))

    assert one.fingerprint == correction([text(1, "a")], text(1, "b")).fingerprint
    assert one.fingerprint != correction([text(1, "a")], text(1, "c")).fingerprint


def read(shown: Text) -> str:
    return shown.html.striptags()


def labels(shown: Text) -> list[str]:
    return [button.label for row in shown.buttons for button in row]


@pytest.mark.parametrize(
    ("reach", "said", "label"),
    [
        (ChangeReach(reached=64), "hos alle 64 som har fått den?", "Rett hos alle 64"),
        (ChangeReach(reached=1), "hos 1 mottaker som har fått den?", "Rett"),
        (ChangeReach(waiting=3), "3 har ikke fått den ennå, og får den rettet.", "Rett"),
        (ChangeReach(reached=2, unknown=1), "Hos 1 kan den ikke rettes", "Rett hos alle 2"),
    ],
)
def test_a_correction_is_offered_with_whom_it_reaches(
    reach: ChangeReach, said: str, label: str
) -> None:
    one = correction([text(1, "tirsdag <x>")], text(1, "onsdag &lt;y&gt;"))

    shown = correcting.offer(CorrectionPreview(correction=one, reach=reach), NB)

    assert said in read(shown)
    assert "Nå: <b>onsdag &lt;y&gt;</b>" in str(shown.html)
    assert labels(shown) == [label, "La være"]


def test_what_can_be_deleted_from_nobody_is_not_offered() -> None:
    reach = ChangeReach(reached=3, too_old=3)

    shown = correcting.ask_withdraw(WithdrawalPreview(broadcast=broadcast(), reach=reach), NB)

    assert "de fikk den for mer enn 48 timer siden" in read(shown)
    assert labels(shown) == ["Tilbake"]


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("Bad Request: message to edit not found", "har slettet meldingen"),
        ("Bad Request: message can't be edited", "har slettet meldingen"),
        ("Bad Request: message can't be deleted for everyone", "eldre enn 48 timer"),
        ("Forbidden: bot was blocked by the user", "har blokkert boten"),
        ("nobody knows whether it arrived", "ingen vet om den kom fram"),
    ],
)
def test_why_it_was_not_done_is_said_in_plain_words(reason: str, said: str) -> None:
    shown = correcting.report(changed(refused(reason)), OSLO, NB)

    assert f"Ikke hos Kari &lt;3, Nord – {said}" in str(shown.html)


def test_who_needed_no_correction_is_counted_and_not_named() -> None:
    spared = RecipientResult(
        subscriber_id=SubscriberId(3),
        name="Per",
        partner_name="",
        state=DeliveryState.WITHDRAWN,
    )

    shown = read(correcting.report(changed(spared), OSLO, NB))

    assert "1 trengte det ikke" in shown
    assert "Per" not in shown


def refused(reason: str) -> RecipientResult:
    return RecipientResult(
        subscriber_id=SubscriberId(2),
        name="Kari <3",
        partner_name="Nord",
        state=DeliveryState.REFUSED,
        reason=reason,
    )


def changed(*problems: RecipientResult) -> ChangeReport:
    change = Change(
        id=ChangeId(1),
        broadcast_id=BroadcastId(7),
        kind=ChangeKind.CORRECTION,
        made_at=NOW,
        maker_address="990001",
        maker_locale="nb",
    )
    counts = {DeliveryState.DELIVERED: 5}
    for one in problems:
        counts[one.state] = counts.get(one.state, 0) + 1
    return ChangeReport(change=change, account=Account(counts=counts, problems=problems))
