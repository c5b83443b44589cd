"""The commands: their names in each language, who sees them, and what they do in a few words.

Every name works for everybody in every language; the handler's use case says who may.
"""

from dataclasses import dataclass

from klyngebot.domain.roles import Role


@dataclass(frozen=True, slots=True)
class Command:
    """A command.

    Args:
        key: What the code calls it.
        names: The name per locale, a-z0-9_ as Telegram asks; further names are aliases.
        what: What it does, as the menu says it (bokmål).
        role: Who has it in the menu.
        listed: Whether menus and help name it.
    """

    key: str
    names: dict[str, tuple[str, ...]]
    what: str
    role: Role = Role.VISITOR
    listed: bool = True

    @property
    def all_names(self) -> tuple[str, ...]:
        """Return every name, in every language."""
        return tuple(dict.fromkeys(name for names in self.names.values() for name in names))

    def name(self, locale: str) -> str:
        """Return the name the menu shows in ``locale``."""
        return self.names.get(locale, self.names["nb"])[0]


def _(text: str) -> str:
    """Mark ``text`` for the catalogues."""
    return text


COMMANDS = (
    Command("start", {"nb": ("start",)}, _("begynn her"), listed=False),
    Command("news", {"nb": ("nyheter",), "en": ("news",)}, _("siste nytt")),
    Command("events", {"nb": ("arrangementer",), "en": ("events",)}, _("kommende arrangementer")),
    Command("partners", {"nb": ("partnere",), "en": ("partners",)}, _("alle partnerne")),
    Command("find", {"nb": ("finn",), "en": ("find",)}, _("finn en partner eller person")),
    Command("ask", {"nb": ("spor",), "en": ("ask",)}, _("spør prosjektkontoret"), Role.MEMBER),
    Command(
        "announce",
        {"nb": ("kunngjor",), "en": ("announce",)},
        _("send en kunngjøring til alle"),
        Role.LEADER,
    ),
    Command(
        "announcements",
        {"nb": ("kunngjoringer",), "en": ("announcements",)},
        _("se hvordan det gikk med kunngjøringene"),
        Role.LEADER,
    ),
    Command(
        "add_news", {"nb": ("nynyhet",), "en": ("addnews",)}, _("legg ut en nyhet"), Role.EDITOR
    ),
    Command(
        "add_event",
        {"nb": ("nyttarrangement",), "en": ("addevent",)},
        _("legg ut et arrangement"),
        Role.EDITOR,
    ),
    Command(
        "links",
        {"nb": ("lenker",), "en": ("links",)},
        _("lenkene partnerne blir med gjennom"),
        Role.LEADER,
    ),
    Command(
        "waiting",
        {"nb": ("venter",), "en": ("waiting",)},
        _("se hvem som venter på å bli godkjent"),
        Role.CONTACT,
    ),
    Command(
        "invite",
        {"nb": ("inviter",), "en": ("invite",)},
        _("inviter folk med en personlig lenke"),
        Role.CONTACT,
    ),
    Command("roles", {"nb": ("roller",), "en": ("roles",)}, _("gi og ta roller"), Role.LEADER),
    Command(
        "topics",
        {"nb": ("temaer",), "en": ("topics",)},
        _("temaer, kategorier, fagfelt og materialer"),
        Role.LEADER,
    ),
    Command(
        "changes",
        {"nb": ("endringer",), "en": ("changes",)},
        _("hvem har endret hva"),
        Role.LEADER,
    ),
    Command(
        "import",
        {"nb": ("import",)},
        _("les inn partnere og personer fra en fil"),
        Role.LEADER,
    ),
    Command(
        "undo_import",
        {"nb": ("angreimport",), "en": ("undoimport",)},
        _("angre den siste importen"),
        Role.LEADER,
    ),
    Command(
        "export",
        {"nb": ("eksport",), "en": ("export",)},
        _("få registeret som en fil"),
        Role.LEADER,
    ),
    Command("status", {"nb": ("status",)}, _("status for klyngen og boten"), Role.LEADER),
    Command("settings", {"nb": ("innstillinger",), "en": ("settings",)}, _("velg temaer og språk")),
    Command("help", {"nb": ("hjelp",), "en": ("help",)}, _("hva jeg kan")),
    Command("privacy", {"nb": ("personvern",), "en": ("privacy",)}, _("hva jeg lagrer om deg")),
    Command("cancel", {"nb": ("avbryt",), "en": ("cancel",)}, _("avbryt det du holder på med")),
    Command("stop", {"nb": ("stopp",), "en": ("stop",)}, _("slå av alle meldinger")),
)


def offered(role: Role, *, contact: bool = False) -> list[Command]:
    """Return the commands that menus and help name for a role."""
    return [
        entry for entry in COMMANDS if entry.listed and role.reaches(entry.role, contact=contact)
    ]


def command(key: str) -> Command:
    """Return the command called ``key`` in the code."""
    return next(entry for entry in COMMANDS if entry.key == key)
