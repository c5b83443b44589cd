"""Coming in, help, settings, leaving."""

from dataclasses import dataclass

from klyngebot.domain.roles import Role
from klyngebot.i18n import LOCALES, Translator
from klyngebot.render.data import SetLocale, SetTopic, ShowCategories
from klyngebot.render.menu import offered
from klyngebot.render.reply import Button, Text, lines, paragraphs, shortened
from klyngebot.services.subscriptions import Settings

_LANGUAGES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """What the operator says of the cluster.

    Args:
        name: The cluster's name.
        office: Who runs the bot, and is responsible for personal data.
        contact: How to reach them, such as an e-mail address.
    """

    name: str
    office: str
    contact: str


def welcome(settings: Settings, cluster: Cluster, tr: Translator) -> Text:
    """Say what this is, and show the topics."""
    return Text(
        paragraphs(
            tr(
                "Hei, %(name)s! Dette er boten til <b>%(cluster)s</b>: nyheter, arrangementer og "
                "hvem du kan kontakte hos partnerne.",
                name=settings.name,
                cluster=cluster.name,
            ),
            tr(
                "Du får nyheter om temaene som er huket av. Trykk på et tema for å slå det av "
                "eller på."
            ),
            _how_to_join(settings.role, tr),
        ),
        topics(settings, tr),
    )


def settings_card(settings: Settings, tr: Translator) -> Text:
    """Show topics and languages as buttons."""
    state = (
        tr("Du får meldinger fra meg. /stopp slår dem av.")
        if settings.subscribed
        else tr("Du får ikke meldinger fra meg nå. /start slår dem på.")
    )
    rows = [
        *topics(settings, tr, in_settings=True),
        [_language(locale, settings.locale) for locale in LOCALES],
    ]
    return Text(paragraphs(tr("<b>Innstillinger</b>"), state, tr("Velg temaer og språk:")), rows)


def help_text(role: Role, tr: Translator, *, contact: bool = False) -> Text:
    """List what this role can do."""
    sections = [
        lines(
            tr("<b>%(title)s</b>", title=tr(heading)),
            *(
                tr("/%(command)s – %(what)s", command=entry.name(tr.locale), what=tr(entry.what))
                for entry in section
            ),
        )
        for heading, section in offered(role, contact=contact).items()
    ]
    return Text(
        paragraphs(
            tr("<b>Dette kan jeg</b>"),
            *sections,
            tr("Du kan også bare skrive et navn, et sted eller et fag, så leter jeg."),
            _how_to_join(role, tr),
        ),
        [[Button(tr.label("Se partnerne"), ShowCategories())]],
    )


def stopped(tr: Translator) -> Text:
    """Say goodbye."""
    return Text(tr("Du får ikke flere meldinger fra meg. /start slår dem på igjen."))


def code_accepted(tr: Translator) -> Text:
    """Welcome a new leader."""
    return Text(
        paragraphs(
            tr("Du er nå <b>prosjektleder</b>."),
            tr(
                "/kunngjor sender til alle, eller til dem du velger. /nynyhet og /nyttarrangement "
                "legger ut noe nytt. /import leser partnerne inn fra et regneark, og /lenker gir "
                "lenkene de bruker for å bli med. /status viser hvordan det står til, og /hjelp "
                "viser resten."
            ),
        )
    )


def topics(settings: Settings, tr: Translator, *, in_settings: bool = False) -> list[list[Button]]:
    """Return a button for each topic, which turns it on or off."""
    return [
        [
            Button(
                shortened(("✓ " if choice.on else "○ ") + choice.topic.name(tr.locale)),
                SetTopic(choice.topic.id, on=not choice.on, in_settings=in_settings),
            )
        ]
        for choice in settings.choices
    ]


def _how_to_join(role: Role, tr: Translator) -> str | None:
    if role > Role.VISITOR:
        return None
    return tr(
        "Jobber du hos en partner? Spør prosjektkontoret om lenken deres. Da blir du bekreftet "
        "kontakt og kan slå opp personer."
    )


def _language(locale: str, chosen: str) -> Button:
    mark = "✓ " if locale == chosen else ""
    return Button(mark + _LANGUAGES[locale], SetLocale(locale=locale))
