"""The composition root: everything is built here, started here and stopped here."""

import asyncio
import logging
import os
import secrets
import signal
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

os.environ.setdefault("PTB_TIMEDELTA", "1")  # read when telegram is imported

from telegram.ext import ExtBot

from klyngebot.bot import menus
from klyngebot.bot.api import Api, LostError, NotSentError
from klyngebot.bot.contents import Contents
from klyngebot.bot.context import Bot, Desk
from klyngebot.bot.dispatch import Dispatcher
from klyngebot.bot.intake import Intake, SecondPollerError
from klyngebot.bot.lanes import Handle, Lanes
from klyngebot.bot.limiter import AnswersLimiter
from klyngebot.bot.outcome import TokenRefusedError
from klyngebot.bot.progress import Progress
from klyngebot.bot.request import AnswersRequest
from klyngebot.bot.sender import TelegramSender
from klyngebot.bot.table import handlers
from klyngebot.broadcast import Engine, Pacer
from klyngebot.broadcast.clockwatch import ClockWatch
from klyngebot.broadcast.scheduler import Scheduler
from klyngebot.config import Settings
from klyngebot.domain.clock import Clock, SystemClock
from klyngebot.domain.quiet import is_quiet
from klyngebot.nightly import Nightly
from klyngebot.render.welcome import Cluster
from klyngebot.services.acknowledging import Acknowledgements
from klyngebot.services.afterwards import Afterwards
from klyngebot.services.announcements import Announcements, SendingRules
from klyngebot.services.arriving import Arriving
from klyngebot.services.audiences import Audiences
from klyngebot.services.browsing import Browsing
from klyngebot.services.cards import Cards
from klyngebot.services.changes import Changes
from klyngebot.services.composing import Composing
from klyngebot.services.connecting import Connecting
from klyngebot.services.correcting import Correcting
from klyngebot.services.coverage import Coverage
from klyngebot.services.directory import Directory
from klyngebot.services.drafting import Drafting
from klyngebot.services.editing import Editing
from klyngebot.services.exporting import Exporting
from klyngebot.services.importing import Importing
from klyngebot.services.informing import Informing
from klyngebot.services.invitations import Invitations
from klyngebot.services.joining import Joining
from klyngebot.services.leadership import Leadership
from klyngebot.services.mailbox import Mailbox
from klyngebot.services.marking import Marking
from klyngebot.services.newcomers import Newcomers
from klyngebot.services.own_data import OwnData
from klyngebot.services.partnership import Partnership
from klyngebot.services.publishing import Publishing
from klyngebot.services.questions import Questions
from klyngebot.services.replies import Replies
from klyngebot.services.requests import Requests
from klyngebot.services.roles import Roles
from klyngebot.services.scheduling import Scheduling
from klyngebot.services.subscriptions import Subscriptions
from klyngebot.services.vocabulary import Terms
from klyngebot.store.backups import admit_restored
from klyngebot.store.database import Database
from klyngebot.store.ledger import Ledger

_log = logging.getLogger(__name__)

ANSWER_SECONDS = 30.0
"""How long (s) to wait for Telegram's answer to a send; a shorter wait makes uncertain ones."""

_START_WAITS = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)


class App:
    """The bot as one process.

    Args:
        settings: What the operator has set; the token among it.
        clock: The time.
        around: Wraps the handling of every update; tests use it to handle each one twice.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock | None = None,
        *,
        around: Callable[[Handle], Handle] | None = None,
    ) -> None:
        self._settings = settings
        self._clock = clock or SystemClock()
        self._around = around
        self._stopping = asyncio.Event()
        self._token_refused = asyncio.Event()
        self._fatal: Exception | None = None
        self.ready = asyncio.Event()
        token = settings.telegram.token.get_secret_value()
        url = settings.telegram.api_url
        self._poll_api = Api(url, token, seconds=60.0, connections=1)
        self._answer_api = Api(url, token, seconds=ANSWER_SECONDS, connections=32)
        self._bulk_api = Api(
            url, token, seconds=ANSWER_SECONDS, connections=settings.delivery.in_flight
        )
        self._pacer = Pacer(
            settings.delivery.per_second,
            self._clock.monotonic,
            per_group_minute=settings.delivery.per_group_minute,
            chat_burst=settings.delivery.per_chat_second,
        )
        request = AnswersRequest(self._answer_api)
        self._bot: Bot = ExtBot(
            token,
            base_url=f"{url.rstrip('/')}/bot",
            base_file_url=f"{url.rstrip('/')}/file/bot",
            request=request,
            get_updates_request=request,
            rate_limiter=AnswersLimiter(self._pacer),
        )

    def stop(self) -> None:
        """Finish what is at hand, and end :meth:`run`."""
        self._stopping.set()

    async def run(self) -> None:
        """Run until :meth:`stop`.

        Raises:
            StoreError: The database cannot be used.
            TokenRefusedError: Telegram does not know the token.
            SecondPollerError: Another program polls with the same token.
        """
        store = self._settings.store
        db = await Database.open(store.path, backups=store.backups)
        try:
            async with db.transaction() as tx:
                restored = await admit_restored(tx, Ledger.beside(store.path), self._clock.now())
            if restored:
                _log.warning(
                    "restored_copy nothing_is_sent_by_itself=true erased_again=%d", restored.erased
                )
                if restored.unknown:
                    _log.error("erasures_not_known count=%d", restored.unknown)
                await db.checkpoint()
            if await self._reach_telegram():
                await self._run(db)
        except BaseExceptionGroup as group:
            # The first cause is what the operator is told; the others follow from it.
            raise _first(group) from group
        finally:
            for api in (self._poll_api, self._answer_api, self._bulk_api):
                await api.close()
            await db.close()
            _log.info("stopped")

    async def _run(self, db: Database) -> None:
        desk = self._desk(db)
        engine = Engine(
            db,
            TelegramSender(
                self._bulk_api,
                self._contents(db),
                self._token_refused.set,
                lambda: self._is_quiet(self._clock.now()),
                self._pacer,
            ),
            self._pacer,
            self._clock,
            in_flight=self._settings.delivery.in_flight,
        )
        await engine.recover()
        dispatcher = Dispatcher(self._bot, db, desk, handlers())
        handle = self._around(dispatcher.handle) if self._around else dispatcher.handle
        lanes = Lanes(db, handle, dispatcher.apologise)
        watch = ClockWatch(self._clock)
        intake = Intake(
            self._poll_api,
            db,
            self._clock,
            lanes.add,
            poll_seconds=self._settings.telegram.poll_seconds,
            on_server_time=watch.heard,
        )
        nightly = Nightly(
            db,
            self._clock,
            zone=self._settings.zone,
            folder=self._settings.store.backups,
            keep=self._settings.store.backups_kept,
        )
        scheduler = Scheduler(db, self._clock, watch.is_right)
        async with asyncio.TaskGroup() as group:
            group.create_task(lanes.run())
            group.create_task(engine.run())
            await asyncio.sleep(0)
            until_stopped = [
                group.create_task(task)
                for task in (
                    self._until_fatal(intake.run),
                    Progress(self._bot, db, self._clock, self._settings.zone).run(),
                    scheduler.run(),
                    nightly.run(),
                    menus.publish(self._bot, db, desk.cluster),
                    self._until_fatal(self._watch_token),
                )
            ]
            self.ready.set()
            _log.info("ready bot=%s", self._bot.username)
            await self._stopping.wait()
            for task in until_stopped:
                task.cancel()
            lanes.stop()
            engine.stop()
        if self._fatal is not None:
            raise self._fatal

    async def _until_fatal(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do ``work``; when it says that we cannot go on, stop as cleanly as on a signal."""
        try:
            await work()
        except (TokenRefusedError, SecondPollerError) as error:
            self._fatal = error
            self.stop()

    async def _watch_token(self) -> None:
        await self._token_refused.wait()
        raise TokenRefusedError

    async def _reach_telegram(self) -> bool:
        """Wait for Telegram to know us; return False when told to stop before that."""
        failures = 0
        while not self._stopping.is_set():
            if await self._greet():
                await self._bot.initialize()
                return True
            wait = _START_WAITS[min(failures, len(_START_WAITS) - 1)]
            failures += 1
            _log.warning("telegram_unreachable wait_s=%s", wait)
            await _wait_or(self._stopping.wait(), wait)
        return False

    async def _greet(self) -> bool:
        try:
            answer = await self._answer_api.call("getMe")
        except (NotSentError, LostError):
            return False
        said = answer.json()
        if said and not said["ok"] and answer.status in {401, 404}:
            raise TokenRefusedError
        return bool(said and said["ok"])

    def _contents(self, db: Database) -> Contents:
        return Contents(db, self._clock, self._settings.zone, self._settings.cluster.name)

    def _is_quiet(self, at: datetime) -> bool:
        wall = at.astimezone(self._settings.zone)
        return self._settings.announcing.quiet_nights and is_quiet(wall)

    def _desk(self, db: Database) -> Desk:
        settings, clock = self._settings, self._clock
        token = settings.telegram.token.get_secret_value()
        return Desk(
            subscriptions=Subscriptions(db, clock),
            joining=Joining(db, clock),
            requests=Requests(db, clock),
            invitations=Invitations(db, clock, token=token),
            partnership=Partnership(db, clock, lambda: secrets.token_urlsafe(16)),
            coverage=Coverage(db),
            roles=Roles(db, clock),
            leadership=Leadership(db, clock, token=token, backups=settings.store.backups),
            directory=Directory(db, clock),
            browsing=Browsing(db),
            drafting=Drafting(db, clock, settings.zone),
            publishing=Publishing(db, clock, settings.zone),
            afterwards=Afterwards(db, clock),
            announcements=Announcements(
                db,
                clock,
                SendingRules(
                    regret=timedelta(seconds=settings.announcing.regret_seconds),
                    ask_twice_above=settings.announcing.ask_twice_above,
                ),
            ),
            acknowledgements=Acknowledgements(db, clock),
            arriving=Arriving(db, clock),
            composing=Composing(db, clock),
            audiences=Audiences(db, clock),
            scheduling=Scheduling(db, clock),
            connecting=Connecting(db, clock),
            correcting=Correcting(db, clock),
            cards=Cards(db, clock),
            marking=Marking(db, clock),
            editing=Editing(db, clock),
            newcomers=Newcomers(db, clock, lambda: secrets.token_urlsafe(16)),
            own_data=OwnData(db, clock),
            informing=Informing(db, clock),
            importing=Importing(db, clock, lambda: secrets.token_urlsafe(12)),
            exporting=Exporting(db, clock),
            questions=Questions(db, clock),
            replies=Replies(db, clock),
            mailbox=Mailbox(db, clock),
            terms=Terms(db, clock),
            changes=Changes(db),
            cluster=Cluster(
                name=settings.cluster.name,
                office=settings.cluster.office,
                contact=settings.cluster.contact,
            ),
            zone=settings.zone,
            is_quiet=self._is_quiet,
            clock=clock,
            in_flight=settings.delivery.in_flight,
            backups_kept=settings.store.backups_kept,
        )


def _first(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


async def run_until_signal(app: App) -> None:
    """Run ``app`` until SIGTERM or SIGINT, and then let it finish what is at hand."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, app.stop)
    await app.run()


async def _wait_or(waiting: Awaitable[object], seconds: float) -> None:
    try:
        await asyncio.wait_for(waiting, seconds)
    except TimeoutError:
        return
