"""How long something took, in words."""

from datetime import timedelta

from klyngebot.i18n import Translator


def span(of: timedelta, tr: Translator) -> str:
    """Return ``of`` in the largest unit that says enough, as plain text: "3 timer"."""
    minutes = round(of.total_seconds() / 60)
    if minutes < 1:
        return tr.label("under ett minutt")
    if minutes < 60:
        return str(tr.plural("%(count)s minutt", "%(count)s minutter", minutes))
    hours = round(minutes / 60)
    if hours < 48:
        return str(tr.plural("%(count)s time", "%(count)s timer", hours))
    return str(tr.plural("%(count)s dag", "%(count)s dager", round(hours / 24)))
