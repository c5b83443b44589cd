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
            Nynorsk has one of its own where it differs from bokmål.
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


SECTIONS: dict[str, tuple[Command, ...]] = {
    _("Les og finn"): (
        Command("start", {"nb": ("start",)}, _("begynn her"), listed=False),
        Command(
            "news", {"nb": ("nyheter",), "nn": ("nyheiter",), "en": ("news",)}, _("siste nytt")
        ),
        Command(
            "events",
            {"nb": ("arrangementer",), "nn": ("arrangement",), "en": ("events",)},
            _("kommende arrangementer"),
        ),
        Command(
            "partners",
            {"nb": ("partnere",), "nn": ("partnarar",), "en": ("partners",)},
            _("alle partnerne"),
        ),
        Command("find", {"nb": ("finn",), "en": ("find",)}, _("finn en partner eller person")),
        Command("ask", {"nb": ("spor",), "en": ("ask",)}, _("spør prosjektkontoret"), Role.MEMBER),
    ),
    _("Send ut"): (
        Command(
            "announce",
            {"nb": ("kunngjor",), "nn": ("kunngjer",), "en": ("announce",)},
            _("send en kunngjøring"),
            Role.LEADER,
        ),
        Command(
            "announcements",
            {"nb": ("kunngjoringer",), "nn": ("kunngjeringar",), "en": ("announcements",)},
            _("se hvordan det gikk med kunngjøringene"),
            Role.LEADER,
        ),
        Command(
            "connect",
            {"nb": ("koble",), "nn": ("kople",), "en": ("connect",)},
            _("send kunngjøringer til en gruppe eller kanal"),
            Role.LEADER,
        ),
        Command(
            "disconnect",
            {"nb": ("kobleav",), "nn": ("kopleav",), "en": ("disconnect",)},
            _("send ikke lenger til en gruppe eller kanal"),
            Role.LEADER,
            listed=False,
        ),
        Command(
            "mailbox",
            {"nb": ("innboks", "innbox"), "nn": ("innboks",), "en": ("inbox",)},
            _("spørsmål og svar til prosjektkontoret"),
            Role.LEADER,
        ),
        Command(
            "add_news",
            {"nb": ("nynyhet",), "nn": ("nynyheit",), "en": ("addnews",)},
            _("legg ut en nyhet"),
            Role.EDITOR,
        ),
        Command(
            "add_event",
            {"nb": ("nyttarrangement",), "en": ("addevent",)},
            _("legg ut et arrangement"),
            Role.EDITOR,
        ),
    ),
    _("Folk"): (
        Command(
            "my_partner",
            {"nb": ("minbedrift",), "nn": ("mibedrift",), "en": ("mypartner",)},
            _("kortet og folkene til partneren min"),
            Role.CONTACT,
        ),
        Command(
            "invite",
            {"nb": ("inviter",), "en": ("invite",)},
            _("inviter folk med en personlig lenke"),
            Role.CONTACT,
        ),
        Command(
            "links",
            {"nb": ("lenker",), "en": ("links",)},
            _("lenkene partnerne blir med gjennom"),
            Role.LEADER,
        ),
        Command(
            "waiting",
            {"nb": ("venter",), "nn": ("ventar",), "en": ("waiting",)},
            _("se hvem som venter på å bli godkjent"),
            Role.CONTACT,
        ),
        Command(
            "inform",
            {"nb": ("informer",), "en": ("inform",)},
            _("hvem som ikke vet at de står i registeret"),
            Role.LEADER,
        ),
        Command("roles", {"nb": ("roller",), "en": ("roles",)}, _("gi og ta roller"), Role.LEADER),
    ),
    _("Registeret"): (
        Command(
            "add_partner",
            {"nb": ("nypartner",), "nn": ("nypartnar",), "en": ("addpartner",)},
            _("legg til en partner"),
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
        Command(
            "topics",
            {"nb": ("temaer",), "nn": ("tema",), "en": ("topics",)},
            _("temaer, kategorier, fagfelt og materialer"),
            Role.LEADER,
        ),
        Command(
            "changes",
            {"nb": ("endringer",), "nn": ("endringar",), "en": ("changes",)},
            _("hvem har endret hva"),
            Role.LEADER,
        ),
    ),
    _("Om deg"): (
        Command("me", {"nb": ("meg",), "en": ("me",)}, _("kortet mitt, og hvem som ser hva")),
        Command(
            "my_data", {"nb": ("mine_data",), "en": ("my_data",)}, _("alt jeg har lagret om deg")
        ),
        Command(
            "hide_me",
            {"nb": ("skjul_meg",), "en": ("hide_me",)},
            _("ta meg ut av oppslaget"),
            Role.MEMBER,
            listed=False,
        ),
        Command(
            "show_me",
            {"nb": ("vis_meg",), "en": ("show_me",)},
            _("ta meg inn i oppslaget igjen"),
            Role.MEMBER,
            listed=False,
        ),
        Command(
            "delete_me",
            {"nb": ("slett_meg",), "en": ("delete_me",)},
            _("slett alt om meg"),
            listed=False,
        ),
        Command(
            "settings",
            {"nb": ("innstillinger",), "nn": ("innstillingar",), "en": ("settings",)},
            _("velg temaer og språk"),
        ),
        Command("privacy", {"nb": ("personvern",), "en": ("privacy",)}, _("hva jeg lagrer om deg")),
    ),
    _("Boten"): (
        Command("status", {"nb": ("status",)}, _("status for klyngen og boten"), Role.LEADER),
        Command("help", {"nb": ("hjelp",), "en": ("help",)}, _("hva jeg kan")),
        Command("cancel", {"nb": ("avbryt",), "en": ("cancel",)}, _("avbryt det du holder på med")),
        Command("stop", {"nb": ("stopp",), "en": ("stop",)}, _("slå av alle meldinger")),
    ),
}
"""The commands under the headings of the help."""

COMMANDS = tuple(entry for section in SECTIONS.values() for entry in section)


def offered(role: Role, *, contact: bool = False) -> dict[str, list[Command]]:
    """Return the commands that menus and help name for a role, under their headings."""
    shown = {
        heading: [e for e in section if e.listed and role.reaches(e.role, contact=contact)]
        for heading, section in SECTIONS.items()
    }
    return {heading: section for heading, section in shown.items() if section}


def command(key: str) -> Command:
    """Return the command called ``key`` in the code."""
    return next(entry for entry in COMMANDS if entry.key == key)
