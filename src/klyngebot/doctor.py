"""Is everything well? A line each, and what to do about what is not."""

import shutil
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from importlib.metadata import version

import aiohttp

from klyngebot.bot.api import Api, LostError, NotSentError
from klyngebot.config import Settings
from klyngebot.i18n import Translator
from klyngebot.render.terminal import store_problem
from klyngebot.store import deliveries, inbox
from klyngebot.store.backups import list_backups
from klyngebot.store.database import Database, StoreError, is_in_use, is_whole, sqlite_version

_MANY_WAITING = 50
_FREE_BYTES = 200 * 1024 * 1024
_CLOCK_OFF = timedelta(minutes=2)
_BACKUP_AGE = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, whether it is well, and what is to be said of it."""

    what: str
    well: bool
    said: str


async def examine(settings: Settings, tr: Translator) -> AsyncIterator[Finding]:
    """Look at everything that can be looked at beside a running bot."""
    yield _versions(tr)
    async for finding in _telegram(settings, tr):
        yield finding
    yield _process(settings, tr)
    async for finding in _database(settings, tr):
        yield finding
    yield _disk(settings, tr)
    yield _backup(settings, tr)


def _versions(tr: Translator) -> Finding:
    said = (
        f"klyngebot {version('klyngebot')}, Python {sys.version.split()[0]}, "
        f"SQLite {sqlite_version()}, python-telegram-bot {version('python-telegram-bot')}"
    )
    return Finding(tr.label("Versjoner"), well=True, said=said)


async def _telegram(settings: Settings, tr: Translator) -> AsyncIterator[Finding]:
    what = tr.label("Telegram")
    token = settings.telegram.token.get_secret_value()
    if not token:
        said = tr.label(
            "Token mangler. Lag en bot hos @BotFather og sett KLYNGEBOT_TELEGRAM__TOKEN."
        )
        yield Finding(what, well=False, said=said)
        return
    api = Api(settings.telegram.api_url, token, seconds=10, connections=1)
    try:
        answer = await api.call("getMe")
        queue = await _queue_at_telegram(api, tr)
    except (NotSentError, LostError):
        said = tr.label("Får ikke kontakt. Sjekk nettet og telegram.api_url.")
        yield Finding(what, well=False, said=said)
        return
    finally:
        await api.close()
    told = answer.json()
    if told and told["ok"]:
        name = told["result"].get("username", "")
        yield Finding(what, well=True, said=tr.label("Svarer som @%(name)s.", name=name))
        yield queue
    elif told and answer.status in {401, 404}:
        said = tr.label("Kjenner ikke tokenet. Hent et nytt med /token hos @BotFather.")
        yield Finding(what, well=False, said=said)
    else:
        said = tr.label("Svarer noe uventet (HTTP %(status)s).", status=answer.status)
        yield Finding(what, well=False, said=said)
    yield await _clock(settings, tr)


async def _queue_at_telegram(api: Api, tr: Translator) -> Finding:
    what = tr.label("Køen hos Telegram")
    told = (await api.call("getWebhookInfo")).json()
    result = told["result"] if told and told["ok"] else {}
    if result.get("url"):
        said = tr.label("En webhook er satt, så boten får ingenting. Fjern den med deleteWebhook.")
        return Finding(what, well=False, said=said)
    waiting = result.get("pending_update_count", 0)
    if waiting:
        said = tr.label(
            "%(count)s venter på å bli hentet. Går boten? klyngebot run", count=tr.number(waiting)
        )
        return Finding(what, well=waiting < _MANY_WAITING, said=said)
    return Finding(what, well=True, said=tr.label("Er tom."))


def _process(settings: Settings, tr: Translator) -> Finding:
    path = settings.store.path
    running = path.exists() and is_in_use(path)
    said = tr.label("Er i gang.") if running else tr.label("Er ikke i gang. klyngebot run")
    return Finding(tr.label("Boten"), well=True, said=said)


async def _clock(settings: Settings, tr: Translator) -> Finding:
    what = tr.label("Klokka")
    try:
        timeout = aiohttp.ClientTimeout(total=10)
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(settings.telegram.api_url, allow_redirects=False) as response,
        ):
            there = parsedate_to_datetime(response.headers["Date"])
    except (aiohttp.ClientError, TimeoutError, OSError, KeyError, ValueError):
        return Finding(what, well=True, said=tr.label("Kunne ikke sammenlignes med Telegram."))
    off = abs(datetime.now(UTC) - there)
    if off > _CLOCK_OFF:
        minutes = int(off.total_seconds() // 60)
        said = tr.label("Går %(minutes)s minutter feil. Slå på NTP.", minutes=minutes)
        return Finding(what, well=False, said=said)
    return Finding(what, well=True, said=tr.label("Går riktig."))


async def _database(settings: Settings, tr: Translator) -> AsyncIterator[Finding]:
    what = tr.label("Databasen")
    try:
        db = await Database.open_read_only(settings.store.path)
    except StoreError as error:
        yield Finding(what, well=False, said=store_problem(error, tr))
        return
    try:
        well = await is_whole(db.reader)
        said = (
            tr.label("Er hel.") if well else tr.label("Er skadd. Se docs/operations.md, «Restore».")
        )
        yield Finding(what, well=well, said=said)
        if not well:
            return
        aside = await inbox.count_quarantined(db.reader)
        waiting = await deliveries.count_waiting(db.reader)
        said = tr.label(
            "%(waiting)s leveringer venter, %(aside)s oppdateringer er satt til side.",
            waiting=waiting,
            aside=aside,
        )
        if aside:
            said = tr.label("%(said)s Se «quarantined» i loggen og meld fra.", said=said)
        yield Finding(tr.label("Køen"), well=aside == 0, said=said)
    finally:
        await db.close()


def _disk(settings: Settings, tr: Translator) -> Finding:
    folder = settings.store.path.absolute().parent
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    said = tr.label("%(megabytes)s MB ledig.", megabytes=tr.number(free // 1024**2))
    if free <= _FREE_BYTES:
        said = tr.label("%(said)s Rydd plass, ellers stopper boten.", said=said)
    return Finding(tr.label("Disken"), well=free > _FREE_BYTES, said=said)


def _backup(settings: Settings, tr: Translator) -> Finding:
    what = tr.label("Sikkerhetskopi")
    found = list_backups(settings.store.backups)
    if not found:
        return Finding(
            what, well=False, said=tr.label("Ingen ennå. Den tas hver natt når boten går.")
        )
    age = datetime.now(UTC) - datetime.fromtimestamp(found[0].stat().st_mtime, UTC)
    said = tr.label("Den nyeste er %(file)s.", file=found[0].name)
    if age >= _BACKUP_AGE:
        said = tr.label("%(said)s Den er for gammel: går boten, og kan den skrive dit?", said=said)
    return Finding(what, well=age < _BACKUP_AGE, said=said)
