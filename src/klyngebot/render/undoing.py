"""What was read in from a file, and taking it back."""

from markupsafe import Markup

from klyngebot.domain.imports import ImportState
from klyngebot.domain.register import Field
from klyngebot.i18n import Translator
from klyngebot.render.data import UndoImport
from klyngebot.render.register import field_name
from klyngebot.render.reply import Button, Text, fitting, paragraphs, shortened
from klyngebot.services.importing import ImportReport
from klyngebot.store.undoing import Kept


def report(done: ImportReport, tr: Translator) -> Text:
    """Say what was read in, or what was taken back."""
    if done.file.state is ImportState.UNDONE:
        return _undone(done, tr)
    if not done.can_be_undone:
        return Text(tr("%(name)s er lest inn, og kan ikke angres lenger.", name=done.file.name))
    return Text(
        paragraphs(
            tr("<b>Lest inn:</b> %(what)s.", what=_done(done, tr)),
            tr("/angreimport angrer i sju dager."),
            _not_informed(done.not_informed, tr),
        ),
        [[Button(tr.label("Angre"), UndoImport(done.file.id))]],
    )


def latest(done: ImportReport | None, tr: Translator) -> Text:
    """Show the import that can be undone, or say that there is none."""
    if done is None:
        return Text(tr("Ingen fil er lest inn ennå. /import sier hvordan."))
    if done.file.state is ImportState.UNDONE or not done.can_be_undone:
        return report(done, tr)
    return Text(
        paragraphs(
            tr("Den siste filen var <b>%(name)s</b>: %(what)s.",
               name=done.file.name, what=_done(done, tr)),
            tr(
                "Angrer du, blir alt som det var, unntatt det noen har endret siden og dem som "
                "er blitt med i boten."
            ),
        ),
        [[Button(tr.label("Angre importen"), UndoImport(done.file.id))]],
    )  # fmt: skip


def _done(done: ImportReport, tr: Translator) -> Markup:
    new, changed = done.noted.new, done.noted.changed
    said = [
        tr.plural("%(count)s ny", "%(count)s nye", new) if new else None,
        tr("%(count)s endret", count=tr.number(changed)) if changed else None,
    ]
    return Markup(", ").join(filter(None, said))


def _not_informed(count: int, tr: Translator) -> Markup | None:
    if not count:
        return None
    return tr.plural(
        "%(count)s person vet ikke at de står i registeret ennå, og vises ikke i søk før de er "
        "informert. /informer gir deg en tekst å sende og adressene.",
        "%(count)s personer vet ikke at de står i registeret ennå, og vises ikke i søk før de er "
        "informert. /informer gir deg en tekst å sende og adressene.",
        count,
    )


def _undone(done: ImportReport, tr: Translator) -> Text:
    if not done.noted.kept:
        return Text(
            tr(
                "<b>Importen er angret.</b> Registeret er som før %(name)s. Vil du lese den inn "
                "likevel, så send filen på nytt.",
                name=done.file.name,
            )
        )
    head = tr(
        "<b>Importen er angret</b>, unntatt dette: noen har endret det siden, eller er blitt med "
        "i boten."
    )
    items = [_kept(kept, tr) for kept in done.noted.kept]
    return Text(fitting(head, items, tr.label("… og flere")))


def _kept(kept: Kept, tr: Translator) -> Markup:
    fields = [_COLUMNS[name] for name in kept.fields if name in _COLUMNS]
    if kept.noun == "person":
        fields = [_PERSONAL.get(field, field) for field in fields]
    if not fields:
        return Markup("• %s") % shortened(kept.name)
    named = ", ".join(field_name(field, tr) for field in fields)
    return Markup("• %s: %s") % (shortened(kept.name), named)


_COLUMNS = {
    **{field.value: field for field in Field},
    "name": Field.PARTNER,
    "category_id": Field.CATEGORY,
    "terms": Field.COMPETENCES,
}
"""The columns of the store by what people call them."""

_PERSONAL = {
    Field.PARTNER: Field.PERSON,
    Field.COMPETENCES: Field.PERSON_COMPETENCES,
}
