"""The command line. Exit codes: docs/operations.md."""

import asyncio
import os
import secrets
import sys
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from klyngebot.config import Settings, SettingsError, load_settings
from klyngebot.domain.subscribers import first_locale
from klyngebot.i18n import Translator, translator
from klyngebot.logs import set_up_logs

EXIT_FAULT = 1
EXIT_SETTINGS = 2
EXIT_STORE = 3
EXIT_RIVAL = 4
EXIT_TOKEN = 78

DEMO_FOLDER = Path("var/demo")
DEMO_REGISTER = Path("config/demo/partnere.csv")

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Partner communication in an industry cluster, over Telegram.",
)
partners_app = typer.Typer(no_args_is_help=True, help="The partner register.")
leader_app = typer.Typer(no_args_is_help=True, help="The project leaders.")
app.add_typer(partners_app, name="partners")
app.add_typer(leader_app, name="leader")

_out = Console(soft_wrap=True, highlight=False)
_err = Console(stderr=True, soft_wrap=True, highlight=False)


@app.command()
def run() -> None:
    """Run the bot until it is told to stop."""
    from klyngebot.app import App, run_until_signal

    settings = _settings(token=True)
    set_up_logs([settings.telegram.token.get_secret_value()])

    async def work() -> None:
        await run_until_signal(App(settings))

    _run(work)


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="The first port to try.", min=1024, max=65000)] = 8765,
    folder: Annotated[Path, typer.Option(help="Where the demo keeps its data.")] = DEMO_FOLDER,
    reset: Annotated[bool, typer.Option("--reset", help="Start over.")] = False,
) -> None:
    """Try it here, with no token: the bot and a stand-in for Telegram with a page to chat in."""
    from klyngebot.demo import TOKEN, BotEndedError, is_demo_folder, run_demo
    from klyngebot.demo import reset as start_over

    tr = _translator()
    if not DEMO_REGISTER.is_file():
        _stop(EXIT_SETTINGS, tr.label("Kjør demoen fra mappen klyngebot ligger i (make demo)."))
    if not is_demo_folder(folder):
        _stop(EXIT_SETTINGS, tr.label("%(folder)s er ikke en demo-mappe.", folder=folder))
    if reset:
        _guarded(lambda: start_over(folder))
    folder.mkdir(parents=True, exist_ok=True)
    log = (folder / "demo.log").open("a", encoding="utf-8")
    set_up_logs([TOKEN], log)

    def announce(url: str, code: str) -> None:
        _say("")
        if not url.endswith(f":{port}"):
            _say(tr.label("Port %(port)s var opptatt, så jeg tok en annen.", port=port))
        _say(tr.label("Prøv klyngebot her:  %(url)s", url=url))
        _say("")
        _say(tr.label("Bli prosjektleder: skriv dette i en av chattene (varer i 15 minutter):"))
        _say(f"    /start {code}")
        _say(tr.label("Ny kode: klyngebot leader code --demo"))
        _say(tr.label("Ctrl-C stopper. Neste gang fortsetter du der du slapp."))

    with log:
        try:
            _run(lambda: run_demo(folder, DEMO_REGISTER, log, announce, port=port))
        except BotEndedError as error:
            said = tr.label("Boten kom ikke i gang. %(log)s sier hvorfor.", log=log.name)
            _stop(error.code if error.code > 0 else EXIT_FAULT, said)


@app.command(hidden=True)
def demo_bot(folder: Path, url: str) -> None:
    """Run the bot of the demo in FOLDER; the demo starts it."""
    from klyngebot.demo import TOKEN, run_bot

    set_up_logs([TOKEN])
    _run(lambda: run_bot(folder, url))


@app.command()
def sandbox(
    port: Annotated[int, typer.Option(help="0 takes any that is free.", min=0, max=65535)] = 8765,
    state: Annotated[Path | None, typer.Option(help="A file to keep chats in.")] = None,
    token: Annotated[str | None, typer.Option(help="Take this token only.")] = None,
    username: Annotated[str, typer.Option(help="The bot's user name.")] = "klynge_sandbox_bot",
) -> None:
    """Run the stand-in for Telegram alone, for any bot: docs/sandbox.md."""
    from klyngebot.sandbox import Sandbox, StateError, run

    tr = _translator()
    set_up_logs([token] if token else [])

    def announce(url: str) -> None:
        _say(tr.label("Sandkassen er klar:  %(url)s", url=url))
        _say(tr.label("La boten bruke denne adressen i stedet for https://api.telegram.org."))
        _say(tr.label("Ctrl-C stopper."))

    try:
        stand_in = Sandbox(token=token, state_path=state, username=username)
        asyncio.run(run(stand_in, announce, port=port))
    except StateError as error:
        _stop(EXIT_SETTINGS, str(error))
    except OSError as error:
        _stop(EXIT_SETTINGS, f"{port}: {error.strerror}")


@app.command()
def doctor() -> None:
    """Look whether everything is well, and say what to do about what is not."""
    from klyngebot.doctor import examine

    settings, tr = _settings(), _translator()
    table = Table(show_header=False, box=None, pad_edge=False)
    ill = False

    async def work() -> None:
        nonlocal ill
        async for finding in examine(settings, tr):
            mark = "[green]✓[/]" if finding.well else "[red]✗[/]"
            table.add_row(mark, finding.what, finding.said)
            ill = ill or not finding.well

    _run(work)
    _out.print(table)
    raise typer.Exit(EXIT_FAULT if ill else 0)


@partners_app.command("import")
def import_partners(
    file: Annotated[
        Path, typer.Argument(help="A spreadsheet; docs/operations.md has the columns.")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    informed: Annotated[
        bool, typer.Option("--informed", help="The people in it know that they are in it.")
    ] = False,
) -> None:
    """Read the partner register in from a spreadsheet; all rows that can be used, or none."""
    from klyngebot.domain.clock import SystemClock
    from klyngebot.files.columns import understand
    from klyngebot.files.tables import BadTableError, read_table
    from klyngebot.render import terminal
    from klyngebot.render.register import table_problem
    from klyngebot.services.register import Register
    from klyngebot.store.database import Database

    settings, tr = _settings(), _translator()
    try:
        table = read_table(file.read_bytes(), file.name)
    except OSError as error:
        _stop(EXIT_SETTINGS, f"{file}: {error.strerror}")
    except BadTableError as error:
        _stop(EXIT_SETTINGS, f"{file}: {table_problem(error.problem, tr)}")
    if unclear := terminal.unclear_columns(understand(table.headings), tr):
        _stop(EXIT_SETTINGS, f"{file}: {unclear}")

    async def work() -> None:
        db = await Database.open(settings.store.path, backups=settings.store.backups)
        try:
            register = Register(db, SystemClock(), lambda: secrets.token_urlsafe(12))
            found = (
                await register.rehearse(table)
                if dry_run
                else await register.read_in(table, informed=informed)
            )
        finally:
            await db.close()
        for line in terminal.import_report(found, tr, dry_run=dry_run):
            _say(line)

    _run(work)


@partners_app.command("export")
def export_partners(
    file: Annotated[Path, typer.Argument(help="Where to: its ending is .xlsx, .csv or .vcf.")],
) -> None:
    """Write the partner register to a file that only its owner may read. Only reads."""
    from klyngebot.domain.clock import SystemClock
    from klyngebot.render.exporting import Format, export_body
    from klyngebot.services.register import Register
    from klyngebot.store.database import Database

    settings, tr = _settings(), _translator()
    ending = file.suffix.lower().removeprefix(".")
    if ending not in {*Format}:
        _stop(EXIT_SETTINGS, tr.label("%(file)s: velg .xlsx, .csv eller .vcf.", file=file))

    async def work() -> None:
        db = await Database.open_read_only(settings.store.path)
        try:
            found = await Register(db, SystemClock(), lambda: "").write_out()
        finally:
            await db.close()
        body = export_body(found, Format(ending), tr)
        _write(file, body)
        _say(
            tr.label(
                "%(file)s: %(partners)s partnere og %(people)s personer. Slett filen når du er "
                "ferdig med den.",
                file=file,
                partners=tr.number(len(found.register.partners)),
                people=tr.number(len(found.register.people)),
            )
        )

    _run(work)


@leader_app.command("code")
def leader_code(
    for_demo: Annotated[bool, typer.Option("--demo", help="For the demo bot.")] = False,
) -> None:
    """Print a code that makes whoever sends it to the bot a leader; valid 15 minutes, once."""
    from klyngebot.demo import TOKEN
    from klyngebot.domain.codes import leader_code as make

    tr = _translator()
    settings = _settings(token=not for_demo)
    token = TOKEN if for_demo else settings.telegram.token.get_secret_value()
    code = make(token, datetime.now(UTC))
    _say(tr.label("Send dette til boten innen 15 minutter:"))
    _say(f"    /start {code}")
    name = None if for_demo else asyncio.run(_bot_name(settings))
    if name:
        _say(tr.label("eller åpne:"))
        _say(f"    https://t.me/{name}?start={code}")


@app.command()
def broadcasts(
    number: Annotated[int | None, typer.Argument(help="Show the account of this one.")] = None,
    xlsx: Annotated[
        Path | None, typer.Option(help="Write its account to this workbook as well.")
    ] = None,
) -> None:
    """List the announcements, or show what became of one. Only reads."""
    from klyngebot.domain.broadcasts import BroadcastId
    from klyngebot.render import afterwards, progress
    from klyngebot.render.accounts import account_body
    from klyngebot.services.afterwards import read_account
    from klyngebot.store import broadcasts as store
    from klyngebot.store import reports
    from klyngebot.store.database import Database

    settings, tr = _settings(), _translator()
    if xlsx is not None and number is None:
        _stop(EXIT_SETTINGS, tr.label("Si hvilken kunngjøring: klyngebot broadcasts 7 --xlsx …"))

    async def work() -> None:
        db = await Database.open_read_only(settings.store.path)
        try:
            async with db.read() as reader:
                if number is None and not await store.list_ids(reader, limit=1):
                    _say(tr.label("Ingen kunngjøringer er sendt ennå."))
                ids = await store.list_ids(reader) if number is None else [BroadcastId(number)]
                for id_ in ids:
                    report = await reports.find(reader, id_)
                    if report is None:
                        _stop(EXIT_FAULT, tr.label("Det finnes ingen kunngjøring %(n)s.", n=id_))
                    found = report.broadcast
                    shown = progress.report(report, tr, zone=settings.zone, now=datetime.now(UTC))
                    text = shown.html.striptags() if number is None else shown.html.unescape()
                    at = found.confirmed_at or found.changed_at
                    when = tr.moment(at.astimezone(settings.zone))
                    _say(f"{id_}  {when}  {_plain(text)}")
                if number is not None:
                    full = await read_account(reader, BroadcastId(number))
                    for line in afterwards.shares(full, tr):
                        _say(line.unescape())
                    if xlsx is not None:
                        _write(xlsx, account_body(full, settings.zone, tr))
        finally:
            await db.close()

    _run(work)


def main() -> None:
    """Run the command line; the entry point."""
    app()


def _plain(text: str) -> str:
    import re

    return re.sub(r"</?(b|i)>", "", text)


def _write(path: Path, body: bytes) -> None:
    try:
        _write_private(path, body)
    except OSError as error:
        _stop(EXIT_SETTINGS, f"{path}: {error.strerror}")


def _write_private(path: Path, body: bytes) -> None:
    """Write ``body`` to ``path`` in one go; at no moment may others read it."""
    import tempfile

    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".klyngebot-", delete=False) as new:
        temporary = Path(new.name)
        try:
            new.write(body)
            new.flush()
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


def _settings(*, token: bool = False) -> Settings:
    try:
        settings = load_settings()
    except SettingsError as error:
        _stop(EXIT_SETTINGS, str(error))
    if token and not settings.telegram.token.get_secret_value():
        tr = _translator()
        _stop(
            EXIT_SETTINGS,
            tr.label("Token mangler. Lag en bot hos @BotFather og sett KLYNGEBOT_TELEGRAM__TOKEN."),
        )
    return settings


def _translator() -> Translator:
    """Return the language of the terminal."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    chosen = next((value for name in names if (value := os.environ.get(name))), "")
    return translator(first_locale(chosen[:2] or "en"))


async def _bot_name(settings: Settings) -> str | None:
    from klyngebot.bot.api import Api, LostError, NotSentError

    token = settings.telegram.token.get_secret_value()
    api = Api(settings.telegram.api_url, token, seconds=5, connections=1)
    try:
        said = (await api.call("getMe")).json()
    except (NotSentError, LostError):
        return None
    finally:
        await api.close()
    return said["result"].get("username") if said and said["ok"] else None


def _run(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    _guarded(lambda: asyncio.run(work()))


def _guarded(work: Callable[[], None]) -> None:
    """Do ``work``; what an operator can mend is said in a sentence and has an exit code."""
    from klyngebot.bot.intake import SecondPollerError
    from klyngebot.bot.outcome import TokenRefusedError
    from klyngebot.render.terminal import store_problem
    from klyngebot.store.database import StoreError

    tr = _translator()
    try:
        work()
    except StoreError as error:
        _stop(EXIT_STORE, store_problem(error, tr))
    except SecondPollerError:
        _stop(
            EXIT_RIVAL,
            tr.label("Et annet program bruker det samme tokenet. Stopp det andre først."),
        )
    except TokenRefusedError:
        _stop(
            EXIT_TOKEN,
            tr.label("Telegram kjenner ikke tokenet. Hent et nytt med /token hos @BotFather."),
        )


def _say(line: str) -> None:
    _out.print(line, markup=False)
    sys.stdout.flush()


def _stop(code: int, message: str) -> NoReturn:
    _err.print(message, markup=False)
    raise typer.Exit(code)
