"""How it went for a recipient, in plain words."""

from klyngebot.domain.deliveries import STOPPED, DeliveryState, RecipientResult
from klyngebot.i18n import Translator
from klyngebot.render.reply import shortened


def _(text: str) -> str:
    """Mark ``text`` for the catalogues."""
    return text


STATES: dict[DeliveryState, str] = {
    DeliveryState.DELIVERED: _("levert"),
    DeliveryState.REFUSED: _("avvist"),
    DeliveryState.UNCERTAIN: _("usikker"),
    DeliveryState.WITHDRAWN: _("trukket"),
    DeliveryState.EXPIRED: _("utløpt"),
    DeliveryState.PENDING: _("venter"),
    DeliveryState.SENDING: _("venter"),
}
"""What the states are called on the screen, the best first."""

_REFUSALS: tuple[tuple[str, str], ...] = (
    ("blocked by the user", _("har blokkert boten")),
    ("user_is_blocked", _("har blokkert boten")),
    ("user is deactivated", _("har slettet Telegram-kontoen")),
    ("user_deactivated", _("har slettet Telegram-kontoen")),
    ("can't initiate conversation", _("har aldri startet boten")),
    ("send messages to bots", _("er selv en bot")),
    ("bot was kicked", _("boten er tatt ut av gruppen")),
    ("bot is not a member", _("boten er ikke med i gruppen")),
    ("group chat was deleted", _("gruppen er slettet")),
    ("upgraded to a supergroup", _("gruppen er gjort om til en supergruppe")),
    ("topic_closed", _("emnet i gruppen er stengt")),
    ("topic_deleted", _("emnet i gruppen er slettet")),
    ("send_media_forbidden", _("boten får ikke sende bilder og filer der")),
    ("rights to send photos", _("boten får ikke sende bilder og filer der")),
    ("rights to send documents", _("boten får ikke sende bilder og filer der")),
    ("rights to send", _("boten får ikke skrive der")),
    ("administrator rights", _("boten får ikke skrive der")),
    ("write_forbidden", _("boten får ikke skrive der")),
    ("chat_restricted", _("boten får ikke skrive der")),
    ("chat not found", _("finnes ikke i Telegram")),
    ("user not found", _("finnes ikke i Telegram")),
    ("peer_id_invalid", _("finnes ikke i Telegram")),
    ("too long", _("meldingen er for lang")),
    ("text is empty", _("meldingen er tom")),
    ("text must be non-empty", _("meldingen er tom")),
    ("can't parse entities", _("Telegram forstår ikke formateringen")),
    ("too big", _("filen er for stor")),
    ("file identifier", _("filen finnes ikke lenger hos Telegram")),
    ("file_id", _("filen finnes ikke lenger hos Telegram")),
    ("remote file", _("filen finnes ikke lenger hos Telegram")),
    ("file reference", _("filen finnes ikke lenger hos Telegram")),
    ("button", _("Telegram godtar ikke en av knappene")),
    ("media_", _("Telegram godtar ikke bildet eller filen")),
    ("image_process_failed", _("Telegram godtar ikke bildet eller filen")),
    ("photo_", _("Telegram godtar ikke bildet eller filen")),
)
"""What Telegram says and what it means; the first that fits counts."""

_QUOTED = 80
"""Characters of a reason that is not in the table."""


def state_name(state: DeliveryState, tr: Translator) -> str:
    """Return what ``state`` is called."""
    return tr.label(STATES[state])


def reason(result: RecipientResult, tr: Translator) -> str:
    """Say why somebody has not got it; nothing where they have."""
    match result.state:
        case DeliveryState.REFUSED:
            return refusal(result.reason, tr)
        case DeliveryState.UNCERTAIN:
            return doubt(result.reason, tr)
        case DeliveryState.WITHDRAWN if result.reason == STOPPED:
            return tr.label("ble stoppet før den gikk ut")
        case DeliveryState.WITHDRAWN:
            return tr.label("har sluttet eller slått av meldinger")
        case DeliveryState.EXPIRED:
            return tr.label("kom ikke fram i tide")
        case _:
            return ""


def refusal(said: str, tr: Translator) -> str:
    """Say why something was refused; what is not in our table is quoted."""
    lower = said.lower()
    for words, meaning in _REFUSALS:
        if words in lower:
            return tr.label(meaning)
    if not said:
        return tr.label("grunnen er ikke lagret lenger")
    return tr.label("Telegram sier «%(words)s»", words=shortened(said, _QUOTED))


def doubt(said: str, tr: Translator) -> str:
    """Say why nobody knows whether something arrived."""
    known = {
        "crash": tr.label("boten stoppet midt i sendingen"),
        "stopped": tr.label("boten ble stanset midt i sendingen"),
        "restored": tr.label("databasen er hentet tilbake fra en kopi"),
    }
    return known.get(said) or tr.label("svaret fra Telegram kom aldri fram")
