import pytest

from klyngebot.i18n import LOCALES, translator
from klyngebot.render.outcomes import refusal

NB = translator("nb")


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        ("Forbidden: bot was blocked by the user", "har blokkert boten"),
        ("Forbidden: user is deactivated", "har slettet Telegram-kontoen"),
        ("Bad Request: chat not found", "finnes ikke i Telegram"),
        ("Forbidden: bot can't initiate conversation with a user", "har aldri startet boten"),
        ("Forbidden: bot was kicked from the supergroup chat", "boten er tatt ut av gruppen"),
        ("Forbidden: bot is not a member of the channel chat", "boten er ikke med i gruppen"),
        (
            "Bad Request: not enough rights to send text messages to the chat",
            "boten får ikke skrive der",
        ),
        (
            "Bad Request: not enough rights to send photos to the chat",
            "boten får ikke sende bilder og filer der",
        ),
        (
            "Bad Request: need administrator rights in the channel chat",
            "boten får ikke skrive der",
        ),
        (
            "Bad Request: group chat was upgraded to a supergroup chat",
            "gruppen er gjort om til en supergruppe",
        ),
        ("Bad Request: message is too long", "meldingen er for lang"),
        ("Bad Request: message caption is too long", "meldingen er for lang"),
        (
            "Bad Request: wrong file identifier/HTTP URL specified",
            "filen finnes ikke lenger hos Telegram",
        ),
        ("Bad Request: BUTTON_URL_INVALID", "Telegram godtar ikke en av knappene"),
        ("Bad Request: PEER_ID_INVALID", "finnes ikke i Telegram"),
    ],
)
def test_what_telegram_says_is_told_in_plain_words(said: str, meaning: str) -> None:
    assert refusal(said, NB) == meaning


def test_what_is_not_known_is_quoted_and_cut() -> None:
    assert refusal("Bad Request: STARS_ARE_OUT", NB) == (
        "Telegram sier «Bad Request: STARS_ARE_OUT»"
    )
    assert len(refusal("x" * 300, NB)) < 100


@pytest.mark.parametrize("locale", LOCALES)
def test_a_reason_that_was_forgotten_is_not_made_up(locale: str) -> None:
    assert refusal("", translator(locale)) not in {"", refusal("x", translator(locale))}
