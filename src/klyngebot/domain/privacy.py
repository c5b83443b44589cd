"""What is kept of people: every column of the store, what it is for, on what basis, how long.

The privacy statement, the record of processing and the nightly forgetting are all made from this
table; a column of the schema that stands neither in ``FIELDS`` nor in ``NOTHING_PERSONAL`` fails
the build. Texts are bokmål and keys of the catalogues.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, StrEnum


def _(text: str) -> str:
    """Mark ``text`` for the catalogues."""
    return text


class Basis(StrEnum):
    """Why the law allows it (the General Data Protection Regulation, article 6)."""

    AGREEMENT = _("avtale (art. 6 nr. 1 b)")
    INTEREST = _("berettiget interesse (art. 6 nr. 1 f)")
    CONSENT = _("samtykke (art. 6 nr. 1 a)")


@dataclass(frozen=True, slots=True)
class _For:
    what: str
    basis: Basis


class Purpose(Enum):
    """What something is kept for, in the order it is told."""

    MESSAGES = _For(_("Sende deg det du abonnerer på"), Basis.AGREEMENT)
    ACCESS = _For(
        _("Vite hvem som er bekreftet kontakt, og hva de har tilgang til"), Basis.AGREEMENT
    )
    DIRECTORY = _For(_("La bekreftede kontakter finne rett person hos partnerne"), Basis.INTEREST)
    CONSENTED = _For(_("Vise telefonnummeret ditt til dem du har sagt ja til"), Basis.CONSENT)
    HELP = _For(_("Svare på det du skriver til meg"), Basis.AGREEMENT)
    PROOF = _For(_("Kunne vise hvem en melding nådde"), Basis.INTEREST)
    WRITING = _For(_("Ta vare på det du skriver, til det er ferdig"), Basis.AGREEMENT)
    SAFETY = _For(_("Verne opplysningene mot misbruk og finne feil"), Basis.INTEREST)

    @property
    def what(self) -> str:
        """Return it in words (bokmål)."""
        what: str = self.value.what
        return what

    @property
    def basis(self) -> Basis:
        """Return why the law allows it."""
        basis: Basis = self.value.basis
        return basis


class Kept(Enum):
    """How long something is kept: in words, and after how long the night forgets it."""

    UNTIL_ERASED = (_("til du sletter deg med /slett_meg"), None)
    WHILE_CONTACT = (_("mens du er kontaktperson, og i 30 dager etterpå"), timedelta(days=30))
    UNTIL_TAKEN_BACK = (_("til du tar det tilbake"), None)
    UNTIL_HANDLED = (_("til det er besvart; går noe galt, i sju dager"), timedelta(days=7))
    THREE_DAYS = (_("i tre døgn"), timedelta(days=3))
    WHILE_WRITTEN = (_("til det er ferdig eller avbrutt"), None)
    A_DAY = (_("i ett døgn"), timedelta(days=1))
    A_WEEK = (_("i sju dager"), timedelta(days=7))
    THIRTY_DAYS = (_("i 30 dager etter at lenken gikk ut"), timedelta(days=30))
    NINETY_DAYS = (_("i 90 dager"), timedelta(days=90))
    A_YEAR = (_("i 12 måneder"), timedelta(days=365))
    TWO_YEARS = (_("i 24 måneder"), timedelta(days=731))
    COUNTED_LATER = (_("i 12 måneder; så blir tallene igjen uten navn"), timedelta(days=365))
    COUNTED = (_("til du sletter deg; da blir tallene igjen uten navn"), None)

    @property
    def how_long(self) -> str:
        """Return it in words (bokmål)."""
        words: str = self.value[0]
        return words

    @property
    def time(self) -> timedelta:
        """Return after how long the night forgets it.

        Raises:
            ValueError: It is kept until somebody asks.
        """
        time: timedelta | None = self.value[1]
        if time is None:
            raise ValueError(self.name)
        return time


@dataclass(frozen=True, slots=True)
class Field:
    """Columns of one table that hold the same of a person.

    Args:
        table: Where.
        columns: Which.
        what: What it is, in words (bokmål).
        purpose: What for.
        kept: How long.
    """

    table: str
    columns: tuple[str, ...]
    what: str
    purpose: Purpose
    kept: Kept


def _field(where: str, what: str, purpose: Purpose, kept: Kept) -> Field:
    table, _dot, columns = where.partition(".")
    return Field(table, tuple(columns.split()), what, purpose, kept)


_P, _K = Purpose, Kept

FIELDS: tuple[Field, ...] = (
    _field(
        "subscriber.id channel chat address",
        _("bruker-ID-en din i Telegram"),
        _P.MESSAGES,
        _K.UNTIL_ERASED,
    ),
    _field("subscriber.name", _("navnet du bruker i Telegram"), _P.MESSAGES, _K.UNTIL_ERASED),
    _field("subscriber.locale", _("språket du har valgt"), _P.MESSAGES, _K.UNTIL_ERASED),
    _field(
        "subscriber.subscribed created_at erased_at",
        _("om du vil ha meldinger, og når du begynte"),
        _P.MESSAGES,
        _K.UNTIL_ERASED,
    ),
    _field(
        "subscription.subscriber_id topic_id",
        _("temaene du følger"),
        _P.MESSAGES,
        _K.UNTIL_ERASED,
    ),
    _field(
        "subscriber.unreachable_reason unreachable_at",
        _("hvorfor meldinger ikke når deg"),
        _P.MESSAGES,
        _K.NINETY_DAYS,
    ),
    _field("subscriber.staff", _("rollen din"), _P.ACCESS, _K.UNTIL_ERASED),
    _field(
        "membership.id subscriber_id person_id partner_id is_contact began_at ended_at",
        _("hvilken partner du hører til, og fra når til når"),
        _P.ACCESS,
        _K.UNTIL_ERASED,
    ),
    _field(
        "join_request.id draft_id subscriber_id partner_id person_id name title state asked_at"
        " decided_at decided_by word",
        _("forespørselen din om å bli bekreftet kontakt, og svaret"),
        _P.ACCESS,
        _K.A_YEAR,
    ),
    _field(
        "invitation.hash person_id made_by made_at expires_at used_at used_by revoked_at",
        _("at du har fått en personlig lenke, og om den er brukt"),
        _P.ACCESS,
        _K.THIRTY_DAYS,
    ),
    _field(
        "used_code.used_by", _("at du ble prosjektleder med en kode"), _P.ACCESS, _K.UNTIL_ERASED
    ),
    _field(
        "person.id partner_id name folded",
        _("navn og arbeidsgiver"),
        _P.DIRECTORY,
        _K.WHILE_CONTACT,
    ),
    _field("person.title", _("stilling"), _P.DIRECTORY, _K.WHILE_CONTACT),
    _field("person.email", _("e-post"), _P.DIRECTORY, _K.WHILE_CONTACT),
    _field("person.languages", _("språkene du snakker"), _P.DIRECTORY, _K.WHILE_CONTACT),
    _field("person_term.person_id term_id", _("fagfelt"), _P.DIRECTORY, _K.WHILE_CONTACT),
    _field(
        "person.email_seen_by languages_seen_by competences_seen_by hidden",
        _("hvem som ser hva"),
        _P.DIRECTORY,
        _K.WHILE_CONTACT,
    ),
    _field(
        "person.source created_at informed_at informed_how left_at",
        _("hvem som la deg inn, når du fikk vite det, og når du sluttet"),
        _P.DIRECTORY,
        _K.WHILE_CONTACT,
    ),
    _field("person.phone", _("telefonnummer"), _P.CONSENTED, _K.WHILE_CONTACT),
    _field(
        "person.phone_seen_by", _("hvem som ser telefonnummeret"), _P.CONSENTED, _K.WHILE_CONTACT
    ),
    _field(
        "consent.id person_id what text_version given_at withdrawn_at",
        _("hva du har samtykket til, og når"),
        _P.CONSENTED,
        _K.WHILE_CONTACT,
    ),
    _field(
        "inbox.lane body received_at",
        _("det du skriver og trykker på, slik Telegram leverer det"),
        _P.HELP,
        _K.UNTIL_HANDLED,
    ),
    _field(
        "inbox.update_id attempts state reason", _("nummeret på meldingen"), _P.HELP, _K.THREE_DAYS
    ),
    _field(
        "question.id draft_id update_id asker_id broadcast_id follows_id message_id text edits"
        " asked_at closed_at",
        _("spørsmålene dine til prosjektkontoret, og svarene dine på kunngjøringer"),
        _P.HELP,
        _K.A_YEAR,
    ),
    _field(
        "question.closed_by",
        _("at du har lukket et spørsmål uten å svare"),
        _P.HELP,
        _K.A_YEAR,
    ),
    _field(
        "question_answer.id draft_id question_id author_id text answered_at",
        _("svarene på dem"),
        _P.HELP,
        _K.A_YEAR,
    ),
    _field(
        "delivery.id kind subject_id part subscriber_id channel address urgent state due_at"
        " expires_at may_resend message_id more_ids settled_at variant held turn selection"
        " partner_id resends original_id",
        _("hvilke meldinger du har fått"),
        _P.PROOF,
        _K.COUNTED_LATER,
    ),
    _field("delivery.reason", _("hvorfor en melding ikke kom fram"), _P.PROOF, _K.NINETY_DAYS),
    _field("broadcast.author_id", _("at du har sendt en kunngjøring"), _P.PROOF, _K.COUNTED),
    _field(
        "broadcast_change.made_by",
        _("at du har rettet, trukket eller purret på en kunngjøring"),
        _P.PROOF,
        _K.COUNTED,
    ),
    _field(
        "acknowledgement.broadcast_id subscriber_id at",
        _("at du har bekreftet en kunngjøring, og når"),
        _P.PROOF,
        _K.A_YEAR,
    ),
    _field("news_item.author_id", _("at du har skrevet en nyhet"), _P.PROOF, _K.COUNTED),
    _field("event.author_id", _("at du har lagt ut et arrangement"), _P.PROOF, _K.COUNTED),
    _field(
        "draft.id owner_id kind", _("at du holder på å skrive noe"), _P.WRITING, _K.WHILE_WRITTEN
    ),
    _field(
        "draft_field.position draft_id name value update_id",
        _("det du har skrevet så langt"),
        _P.WRITING,
        _K.WHILE_WRITTEN,
    ),
    _field(
        "import_file.id update_id owner_id name body columns state made_at applied_at before",
        _("partnerlister prosjektkontoret har sendt inn, så de kan angres"),
        _P.WRITING,
        _K.A_WEEK,
    ),
    _field(
        "phone_view.update_id viewer_id person_id at",
        _("hvem som har sett på hvilket telefonnummer"),
        _P.SAFETY,
        _K.NINETY_DAYS,
    ),
    _field(
        "failed_try.update_id address at",
        _("forsøk med lenker som ikke virker"),
        _P.SAFETY,
        _K.A_DAY,
    ),
    _field(
        "audit.id at actor_id role action object object_id fields update_id",
        _("hvem som endret hva i registeret, uten innholdet"),
        _P.SAFETY,
        _K.TWO_YEARS,
    ),
    _field(
        "hold.address until",
        _("at Telegram har bedt meg vente med å skrive til deg"),
        _P.SAFETY,
        _K.A_DAY,
    ),
)
"""Every column that holds something of a person."""

NOTHING_PERSONAL = frozenset(
    {
        "meta.*",
        "erasure_key.*",
        "partner.*",
        "partner_term.*",
        "term.*",
        "term_name.*",
        "term_synonym.*",
        "register_revision.*",
        "broadcast_part.*",
        "used_code.hash",
        "used_code.used_at",
        "broadcast.id",
        "broadcast.copied_from",
        "broadcast.state",
        "broadcast.revision",
        "broadcast.content_revision",
        "broadcast.previewed",
        "broadcast.mark",
        "broadcast.acknowledging",
        "broadcast.audience",
        "broadcast.changed_at",
        "broadcast.due_local",
        "broadcast.zone",
        "broadcast.due_at",
        "broadcast.confirmed_at",
        "broadcast.started_at",
        "broadcast.started_done",
        "broadcast.stopped",
        "broadcast.health",
        "broadcast.seen",
        "broadcast.stops",
        "broadcast.unanswered_at",
        "broadcast.counts",
        "broadcast.progress_message",
        "broadcast.progress_shown",
        "broadcast_change.id",
        "broadcast_change.broadcast_id",
        "broadcast_change.kind",
        "broadcast_change.update_id",
        "broadcast_change.made_at",
        "broadcast_change.progress_message",
        "broadcast_change.progress_shown",
        "broadcast_change.counts",
        "news_item.id",
        "news_item.draft_id",
        "news_item.title",
        "news_item.body",
        "news_item.topic_id",
        "news_item.published_at",
        "event.id",
        "event.draft_id",
        "event.title",
        "event.place",
        "event.topic_id",
        "event.starts_local",
        "event.zone",
        "event.starts_at",
    }
)
"""The columns that hold nothing of a person: organisations, words, what is published."""


def unknown_columns(columns: frozenset[str]) -> frozenset[str]:
    """Return those of ``columns`` (``table.column``) of which nothing is said here."""
    told = {f"{field.table}.{column}" for field in FIELDS for column in field.columns}
    return frozenset(
        column
        for column in columns - told - NOTHING_PERSONAL
        if f"{column.split('.')[0]}.*" not in NOTHING_PERSONAL
    )
