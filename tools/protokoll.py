"""Write the record of processing, ``docs/protokoll.md``, from the table of what is kept.

``python tools/protokoll.py`` writes it; a test holds that it is up to date.
"""

from pathlib import Path

from klyngebot.domain.privacy import FIELDS, Purpose

PATH = Path(__file__).parent.parent / "docs" / "protokoll.md"

_HEAD = """\
# Protokoll over behandlingen

Personvernforordningen artikkel 30. Laget av `tools/protokoll.py` fra `domain/privacy.py`; endre
den, ikke denne siden. Den som drifter boten, fyller inn det som står i klammer, og tar siden med i
sin egen protokoll.

- **Behandlingsansvarlig**: [navn og organisasjonsnummer], [kontakt]. Boten sier det i
  `/personvern`, fra `cluster.office` og `cluster.contact`.
- **De registrerte**: kontaktpersoner hos partnerne, abonnenter, ansatte på prosjektkontoret.
- **Mottakere**: bekreftede kontakter hos partnerne, slik hver enkelt har valgt. Telegram formidler
  alle meldinger og er selv ansvarlig for sine brukere. [Den som leier ut maskinen, med
  databehandleravtale.]
- **Overføring ut av EØS**: Telegram behandler meldinger også utenfor EØS. [Andre.]
- **Sikkerhet**: hvem som får hva, leses fra databasen ved hvert trykk; kryptert disk; kopier som
  slettes etter `store.backups_kept` netter; sletting som gjelder også når en kopi legges tilbake;
  ingen navn i loggen. Se [operations.md](operations.md).
- **Avveiing for berettiget interesse**: kontaktopplysninger i arbeid, gitt av arbeidsgiveren, sett
  av andre i klyngen. Den registrerte får beskjed, er skjult til det er gjort, og kan skjule og
  slette seg selv.
"""


def record() -> str:
    """Return the record of processing."""
    parts = [_HEAD]
    for purpose in Purpose:
        parts.append(f"\n## {purpose.what}\n\nGrunnlag: {purpose.basis}.\n")
        parts.append("\n| hva | hvor | hvor lenge |\n| --- | --- | --- |\n")
        parts += [
            f"| {field.what} | {_where(field.table, field.columns)} | {field.kept.how_long} |\n"
            for field in FIELDS
            if field.purpose is purpose
        ]
    return "".join(parts)


def _where(table: str, columns: tuple[str, ...]) -> str:
    return f"`{table}`: {', '.join(f'`{column}`' for column in columns)}"


if __name__ == "__main__":
    PATH.write_text(record(), encoding="utf-8")
