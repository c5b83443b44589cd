"""What a power cut may not take: a bot at work, and what it has promised at each moment.

A promise begins when a request leaves the process: an answer somebody reads, a poll that lets
Telegram forget, a message to a recipient. What it tells of must be in every image of the disk from
then on.
"""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from klyngebot.sandbox import User
from support.house import House, open_house
from support.strace import Request, Step, Synced, read_requests, read_steps, recorded, traced_pid

PEOPLE = 6
TEXTS = ("Dette er den første kunngjøringen", "Dette er den andre kunngjøringen")


@dataclass(frozen=True, slots=True)
class Promise:
    """Something that holds from ``at`` on: ``sql`` returns a row whose first column is true."""

    at: int
    what: str
    sql: str
    values: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """A bot's whole run.

    Args:
        before: Its disk to begin with.
        steps: What it did.
        promises: What it promised, and when.
        recipients: How many each announcement has.
    """

    before: dict[str, bytes]
    steps: Sequence[Step]
    promises: list[Promise]
    recipients: dict[int, int]


async def record(folder: Path, *, synchronous: str = "FULL", pages: int = 1000) -> Record:
    """Let a bot do all it does in a few seconds, and return what it wrote and said.

    Args:
        folder: Where.
        synchronous: SQLite's setting, in the place of our own.
        pages: After how many pages SQLite moves its log into the file; 1000 is its default.
    """
    folder.mkdir(exist_ok=True)
    async with open_house(folder) as house:
        cast = await _prepare(house)
        await house.stop()
        ids = _subscribers(house)
        shutil.rmtree(folder / "backups")
        before = {str(path): path.read_bytes() for path in folder.iterdir() if path.is_file()}
        trace = folder.with_name(f"{folder.name}.trace")
        command = [*_bot(house), synchronous, str(pages)]
        await _run(house, cast, recorded(command, trace), trace)
        steps = read_steps(trace, folder)
        promises = list(_promises(house, cast, read_requests(steps), ids | _subscribers(house)))
        recipients = {subject: rows for subject, (rows, _) in _rows(house).items()}
        return Record(before, steps, promises, recipients)


def _bot(house: House) -> list[str]:
    url = house.settings.telegram.api_url
    return [sys.executable, "-m", "support.killable", str(house.folder), url]


@dataclass(frozen=True, slots=True)
class _Cast:
    leader: User
    joiner: User
    tapper: User
    leaver: User
    newcomers: list[User]
    confirm: int
    """The message in the leader's chat that asks, and then tells how far the first one is."""


async def _prepare(house: House) -> _Cast:
    leader = await house.leader()
    joiner, tapper, leaver = people = [house.person(f"Person{n}") for n in range(3)]
    for person in (*people, *(house.person(f"Leser{n}") for n in range(PEOPLE - 3))):
        await house.say(person, "/start")
    await house.say(joiner, "/start bli-made-up-join-code-0")
    await house.say(leaver, "/slett_meg")
    await house.say(leader, "/kunngjor")
    await house.say(leader, TEXTS[0])
    await house.tap(leader, "Forhåndsvis")
    confirm = house.sandbox.chat(leader.id)[-1]["message_id"]
    newcomers = [house.person(f"Ny{n}") for n in range(4)]
    return _Cast(leader, joiner, tapper, leaver, newcomers, confirm)


async def _run(house: House, cast: _Cast, command: Sequence[str], trace: Path) -> None:
    """Do everything once, and end with a clean stop."""
    sandbox = house.sandbox
    sandbox.tap(cast.leader, "Send nå", message_id=cast.confirm)
    sandbox.tap(cast.joiner, "Bjørg Mørk")
    sandbox.tap(cast.tapper, "✓ Miljø")
    for person in cast.newcomers:
        sandbox.say(person, "/start")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    process = await asyncio.create_subprocess_exec(*command, env=environment)
    try:
        async with asyncio.timeout(60):
            await house.settled()
            await house.tap(cast.leaver, "Ja, slett meg")
            await house.announce(cast.leader, TEXTS[1])
            await house.settled()
            await house.until(lambda: not _unshown(house), seconds=60)
    finally:
        os.kill(traced_pid(trace), signal.SIGTERM)
        code = await process.wait()
    assert code == 0


def _unshown(house: House) -> list[tuple[Any, ...]]:
    return house.rows("SELECT 1 FROM broadcast WHERE progress_shown <> 'final'")


def _subscribers(house: House) -> dict[str, int]:
    return dict(house.rows("SELECT address, id FROM subscriber WHERE address <> ''"))


def _promises(
    house: House, cast: _Cast, requests: list[Request], ids: dict[str, int]
) -> Iterator[Promise]:
    """Yield what every request promises, by what is known of the whole run."""
    for request in requests:
        params, at = request.params, request.at
        chat, text = params.get("chat_id"), str(params.get("text", ""))
        if request.method == "getUpdates" and "offset" in params:
            yield _kept_updates(house, at, params["offset"])
        elif text in TEXTS and chat != cast.leader.id:  # who has the preview, too
            yield _marked(at, TEXTS.index(text) + 1, ids[str(chat)])
        elif chat in {person.id for person in cast.newcomers}:
            sql = "SELECT count(*) FROM subscriber WHERE address = ? AND subscribed"
            yield Promise(at, "who was welcomed is a subscriber", sql, (str(chat),))
        elif chat == cast.joiner.id and "Takk" in text:
            sql = "SELECT count(*) FROM join_request"
            yield Promise(at, "a request to join that was thanked for is kept", sql)
        elif chat == cast.tapper.id and request.method == "editMessageReplyMarkup":
            sql = "SELECT count(*) = 3 FROM subscription JOIN subscriber s ON s.id = subscriber_id"
            sql += " WHERE s.address = ?"
            yield Promise(at, "a topic shown as off is off", sql, (str(chat),))
        elif chat == cast.leaver.id and text.startswith("Du er slettet"):
            sql = "SELECT count(*) = 0 FROM subscriber WHERE address = ?"
            yield Promise(at, "who heard that they are erased is", sql, (str(chat),))
    yield from _told_leader(cast, requests, _rows(house))


def _rows(house: House) -> dict[int, tuple[int, int]]:
    """Return how many rows each announcement has, and how many of them ended as delivered."""
    return {
        subject: (rows, delivered)
        for subject, rows, delivered in house.rows(
            "SELECT subject_id, count(*), sum(state = 'delivered') FROM delivery"
            " WHERE kind = 'broadcast' GROUP BY subject_id"
        )
    }


def _kept_updates(house: House, at: int, offset: int) -> Promise:
    [(known,)] = house.rows(f"SELECT count(*) FROM inbox WHERE update_id < {offset}")
    sql = "SELECT count(*) = ? FROM inbox WHERE update_id < ?"
    return Promise(at, "an update Telegram may forget is in the inbox", sql, (known, offset))


def _marked(at: int, subject: int, subscriber: int) -> Promise:
    sql = """
        SELECT count(*) FROM delivery d
         WHERE kind = 'broadcast' AND subject_id = ? AND subscriber_id = ?
           AND state IN ('sending', 'delivered', 'refused', 'uncertain')
    """
    return Promise(at, "a message that has left is marked as sending", sql, (subject, subscriber))


def _told_leader(
    cast: _Cast, requests: list[Request], rows: dict[int, tuple[int, int]]
) -> Iterator[Promise]:
    """Yield what the leader's progress messages promise: the first and the last of each."""
    shown: dict[int, list[int]] = {}
    for request in requests:
        if request.method == "editMessageText" and request.params["chat_id"] == cast.leader.id:
            shown.setdefault(request.params["message_id"], []).append(request.at)
    told = sorted(times for message, times in shown.items() if message >= cast.confirm)
    assert len(told) == len(rows) == len(TEXTS), "the leader saw something else"
    sql = "SELECT count(*) = ? FROM delivery WHERE kind = 'broadcast' AND subject_id = ?"
    done = f"{sql} AND state = 'delivered'"
    for subject, times in enumerate(told, 1):
        counted, delivered = rows[subject]
        yield Promise(times[0], "whoever was counted has a row", sql, (counted, subject))
        yield Promise(times[-1], "what was told to be delivered is", done, (delivered, subject))


def on_a_lying_disk(record: Record) -> Record:
    """Return ``record`` as a disk keeps it that says of nothing when it is really written."""
    return replace(record, steps=[s for s in record.steps if not isinstance(s, Synced)])
