"""Why somebody has got an announcement: what it was that chose them, and how to change it."""

from markupsafe import Markup

from klyngebot.domain.audiences import AudienceNames, AudienceRole, Dimension, Selection
from klyngebot.i18n import Translator
from klyngebot.render.audience import name_of, role_name
from klyngebot.render.reply import lines
from klyngebot.services.audiences import Reason


def why(reason: Reason, cluster: str, tr: Translator) -> Markup:
    """Say what chose the one who asks, as plain text, and how they change it."""
    chosen = reason.selection
    if chosen is None:
        return tr("Slik ser knappen ut for mottakerne.")
    if chosen.is_everyone or chosen.is_nobody:
        return lines(
            tr("Du abonnerer på meldinger fra %(cluster)s.", cluster=cluster),
            tr("Temaene dine: /innstillinger. Ingen meldinger: /stopp."),
        )
    change = (
        tr("Temaene dine: /innstillinger. Ingen meldinger: /stopp.")
        if Dimension.TOPIC in chosen.criteria
        else tr("Ingen meldinger: /stopp.")
    )
    return lines(*_sentences(chosen, reason.names, tr), change)


def _sentences(chosen: Selection, names: AudienceNames, tr: Translator) -> list[Markup]:
    said = [
        _role(chosen.criteria.get(Dimension.ROLE, ()), tr),
        _partner(chosen, names, tr),
        _skill(chosen, names, tr),
        _topic(chosen, names, tr),
        _unconfirmed(chosen, names, tr),
    ]
    return [one for one in said if one]


def _topic(chosen: Selection, names: AudienceNames, tr: Translator) -> Markup | None:
    found = _named(Dimension.TOPIC, chosen, names, tr)
    if len(found) < 2:
        return tr("Du følger temaet %(name)s.", name=found[0]) if found else None
    return tr("Du følger et av temaene %(names)s.", names=tr.listed(found))


def _unconfirmed(chosen: Selection, names: AudienceNames, tr: Translator) -> Markup | None:
    found = _named(Dimension.UNCONFIRMED, chosen, names, tr)
    if not found:
        return None
    titles = tr.listed(found, either=True)
    return tr("Da den gikk ut, var %(titles)s ikke bekreftet.", titles=titles)


def _role(roles: tuple[str, ...], tr: Translator) -> Markup | None:
    said = {
        AudienceRole.MEMBER: tr("Du er bekreftet kontakt hos en partner."),
        AudienceRole.CONTACT: tr("Du er partnerkontakt."),
        AudienceRole.EDITOR: tr("Du er redaktør."),
        AudienceRole.LEADER: tr("Du er prosjektleder."),
    }
    if len(roles) < 2:
        return said[AudienceRole(roles[0])] if roles else None
    named = [role_name(AudienceRole(one), tr).lower() for one in roles]
    return tr("Du har en av disse rollene: %(roles)s.", roles=tr.listed(named))


def _partner(chosen: Selection, names: AudienceNames, tr: Translator) -> Markup | None:
    criteria = chosen.criteria
    if partners := _named(Dimension.PARTNER, chosen, names, tr):
        return tr("Du er kontakt hos %(partner)s.", partner=tr.listed(partners, either=True))
    kinds = [_a_category(one, names, tr) for one in criteria.get(Dimension.CATEGORY, ())]
    counties = criteria.get(Dimension.COUNTY, ())
    if not kinds and not counties:
        return None
    kind = tr.listed(kinds, either=True) if kinds else tr("en partner")
    if not counties:
        return tr("Du er kontakt hos %(partner)s.", partner=kind)
    return tr(
        "Du er kontakt hos %(partner)s i %(county)s.",
        partner=kind,
        county=tr.listed(counties, either=True),
    )


def _skill(chosen: Selection, names: AudienceNames, tr: Translator) -> Markup | None:
    found = _named(Dimension.COMPETENCE, chosen, names, tr)
    if not found:
        return None
    return tr("Du eller partneren din har fagfeltet %(name)s.", name=tr.listed(found, either=True))


def _a_category(value: str, names: AudienceNames, tr: Translator) -> str:
    """Return one of a category; one that the leader has named, as it is called."""
    term = names.term(value)
    singulars = {
        "Bedrift": tr.label("en bedrift"),
        "FoU og utdanning": tr.label("en FoU- eller utdanningsinstitusjon"),
        "Offentlig aktør": tr.label("en offentlig aktør"),
        "Interesseorganisasjon": tr.label("en interesseorganisasjon"),
    }
    singular = singulars.get(term.names["nb"]) if term else None
    name = name_of(Dimension.CATEGORY, value, names, tr)
    return singular or tr.label("en partner i kategorien %(name)s", name=name)


def _named(
    dimension: Dimension, chosen: Selection, names: AudienceNames, tr: Translator
) -> list[str]:
    return [name_of(dimension, one, names, tr) for one in chosen.criteria.get(dimension, ())]
