from klyngebot.files.sheets import Sheet, write_xlsx
from klyngebot.sandbox import User
from support.house import House

HEADINGS = ("Partner", "Kategori", "Kommune", "Kompetanse", "Kontaktperson", "Stilling", "E-post")
ROWS = [
    ("Senjagrafitt AS", "bedrift", "Senja", "prøveboring", "Bjørg Mørk", "sjefgeolog", ""),
    ("Ishavsstein AS", "bedrift", "Alta", "geologi", "Iŋgá Kongsfjordli", "leder", "i@example.no"),
    ("Ishavsstein AS", "", "", "", "Pavel Veinesjord", "kjemiker", "pavel at example.no"),
    ("Kåfjord Kvarts AS", "bedrift", "Kåfjord", "gruvedrifft", "Máret Čoske", "", ""),
]
MENDED = [*ROWS[:2], (*ROWS[2][:6], "pavel@example.no"), (*ROWS[3][:3], "gruvedrift", *ROWS[3][4:])]
UNKNOWN = (
    "Rad 5 (Máret Čoske, Kåfjord Kvarts AS): fagfeltet «gruvedrifft» kjenner jeg ikke; "
    "mente du «Gruvedrift»?"
)
CHANGED = (
    "Rad 2 (Bjørg Mørk, Senjagrafitt AS): fagfelt: Kjerneboring, stilling: geolog → sjefgeolog"
)
COUNTS = "SELECT (SELECT count(*) FROM partner), (SELECT count(*) FROM person)"


async def send(house: House, user: User, name: str, body: bytes) -> str:
    house.sandbox.send_document(user, name, body)
    await house.quiet()
    return house.sandbox.last_text(user.id)


def workbook(*rows: tuple[str, ...], headings: tuple[str, ...] = HEADINGS) -> bytes:
    return write_xlsx([Sheet(title="Ark1", headings=headings, rows=rows)])


async def test_a_leader_mends_two_refused_rows_reads_the_file_in_and_takes_it_back(
    house: House,
) -> None:
    ola = await house.leader()
    before = house.rows(COUNTS)

    preview = await send(house, ola, "partnere.xlsx", workbook(*ROWS))
    first = house.sandbox.buttons(ola.id)
    mended = await send(house, ola, "partnere.xlsx", workbook(*MENDED))
    second = house.sandbox.buttons(ola.id)
    done = await house.tap(ola, "Les inn 4 rader")
    after = house.rows(COUNTS)
    undone = await house.tap(ola, "Angre")

    assert preview.splitlines() == [
        "partnere.xlsx: 4 rader",
        "1 ny · 1 endret · 2 avvist",
        "",
        "Avvist:",
        "Rad 4 (Pavel Veinesjord, Ishavsstein AS): «pavel at example.no» er ikke en e-postadresse",
        UNKNOWN,
        "",
        "1 ny partner: Ishavsstein AS",
        "",
        "Endres:",
        CHANGED,
        "",
        "Står i registeret, men ikke i filen:",
        "1 partner: Malmhøgskolen",
        "1 person: Nils Åsen (Senjagrafitt)",
        "De blir stående. En import fjerner aldri noe.",
        "",
        "Rett radene i filen og send den på nytt, eller les inn resten.",
    ]
    assert first == ["Les inn de 2 andre", "Se alle radene", "Avbryt"]
    assert mended.splitlines()[1] == "2 nye · 2 endret"
    assert second == ["Les inn 4 rader", "Se alle radene", "Avbryt"]
    assert done.startswith("Lest inn: 2 nye, 2 endret.")
    assert "2 personer vet ikke at de står i registeret ennå" in done
    assert after == [(before[0][0] + 1, before[0][1] + 2)]
    assert undone == (
        "Importen er angret. Registeret er som før partnere.xlsx. "
        "Vil du lese den inn likevel, så send filen på nytt."
    )
    assert house.rows(COUNTS) == before


async def test_an_unclear_column_is_asked_about_and_every_row_shown_as_a_sheet(
    house: House,
) -> None:
    ola = await house.leader()

    asked = await send(
        house, ola, "partnere.xlsx", workbook(*MENDED, headings=("Firma navn", *HEADINGS[1:]))
    )
    choices = house.sandbox.buttons(ola.id)
    shown = await house.tap(ola, "Partner")
    await house.tap(ola, "Se alle radene")

    assert asked == "Hva er kolonnen «Firma navn»?"
    assert choices == ["Partner", "Ta ikke med", "Avbryt"]
    assert shown.startswith("partnere.xlsx: 4 rader\n2 nye")
    document = house.sandbox.chat(ola.id)[-1]["document"]
    assert document["file_name"] == "forhandsvisning.xlsx"


async def test_hostile_files_are_refused_in_a_sentence_and_a_large_one_is_not_fetched(
    house: House,
) -> None:
    ola = await house.leader()
    await house.say(ola, "/settings")
    await house.tap(ola, "English")

    torn = await send(house, ola, "partnere.xlsx", workbook(*ROWS)[:500])
    house.sandbox.records.calls.clear()
    large = await send(house, ola, "partnere.csv", b"x" * (2 * 1024 * 1024 + 1))

    assert torn == "The file is no spreadsheet. Save it from Excel (xlsx) or as CSV."
    assert large == "The file is too large: 2 MB at most."
    assert "getFile" not in {call.method for call in house.sandbox.records.calls}
    assert house.rows("SELECT count(*) FROM import_file") == [(0,)]


async def test_a_leader_takes_the_register_out_and_others_are_told_nothing_of_it(
    house: House,
) -> None:
    ola = await house.leader()
    kari = house.person("Kari")

    await house.say(ola, "/eksport")
    await house.tap(ola, "CSV")
    exported = house.sandbox.chat(ola.id)[-1]
    refused = await house.say(kari, "/eksport")
    file = await send(house, kari, "partnere.csv", b"Partner;Kategori\nNord;bedrift\n")

    assert exported["document"]["file_name"].endswith(".csv")
    assert exported["caption"] == "3 partnere og 3 personer."
    assert refused.startswith("Det har du ikke tilgang til.")
    assert file.startswith("Jeg forstår bare tekst.")
    assert house.rows("SELECT count(*) FROM audit WHERE action = 'export_made'") == [(1,)]
    assert house.rows("SELECT count(*) FROM import_file") == [(0,)]
