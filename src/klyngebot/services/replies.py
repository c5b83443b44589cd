"""What comes as a reply: to an announcement or an answer, for the office; or a leader's answer."""

from klyngebot.domain.answers import Typed, accept_question
from klyngebot.domain.clock import Clock
from klyngebot.domain.deliveries import Content, Kind
from klyngebot.domain.errors import BadInputError
from klyngebot.domain.questions import AnswerId, Question, QuestionId, QuestionState
from klyngebot.domain.roles import Actor, Caller, Role
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.services.authority import known, require
from klyngebot.services.questions import Answering, check_pace, found, open_answer, tell_leaders
from klyngebot.store import broadcasts, deliveries, drafts, questions
from klyngebot.store.database import Database, Transaction


class Replies:
    """Use cases of replies. Whoever has got an announcement may answer it: the delivery says so."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def take(
        self, caller: Caller, typed: Typed, *, is_text: bool
    ) -> Question | Answering | None:
        """Take what replies to an announcement, an answer, or a question a leader has got.

        ``is_text`` says whether it is nothing but text, which is all that can be passed on.

        Returns:
            What the office has now, or the answer a leader is about to send; None when it replies
            to none of these, and is to be understood as if it were no reply.

        Raises:
            NotAllowedError: It replies to a question, and the caller leads no more.
            BadInputError: It cannot be passed on: there is more than text in it, or too much; too
                many have come within an hour; or the caller is writing something else.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.VISITOR)
            if actor.subscriber_id is None:
                return None
            done = await questions.find_by_update(tx, typed.update_id, actor.subscriber_id)
            if done is not None:
                return done
            content = await _replied_to(tx, actor, typed.reply_to)
            if content is None:
                return None
            return await self._take(tx, actor, typed, content, is_text=is_text)

    async def correct(self, caller: Caller, typed: Typed) -> Question | None:
        """Let what somebody has sent to the office say what they have changed in their message.

        Until it is answered; the leaders get it anew. What could not be sent before is sent now.

        Returns:
            What the office has now; None when the message is nothing of this, or says the same.

        Raises:
            BadInputError: It is answered already, or cannot be passed on.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.VISITOR)
            if actor.subscriber_id is None:
                return None
            question = await questions.find_by_message(tx, typed.message_id, known(actor))
            if question is not None:
                return await self._correct(tx, question, typed)
            to = await _replied_to(tx, actor, typed.reply_to)
            if to is None or to.kind is Kind.QUESTION or typed.attachment is not None:
                return None
            return await self._pass_on(tx, known(actor), to, typed)

    async def _take(
        self, tx: Transaction, actor: Actor, typed: Typed, content: Content, *, is_text: bool
    ) -> Question | Answering:
        if not is_text:
            raise BadInputError("only_text_to_office")
        if content.kind is Kind.QUESTION:
            return await _answer(tx, actor, QuestionId(content.subject_id), typed)
        return await self._pass_on(tx, known(actor), content, typed)

    async def _pass_on(
        self, tx: Transaction, asker: SubscriberId, to: Content, typed: Typed
    ) -> Question:
        now = self._clock.now()
        text = accept_question(typed.text)
        await check_pace(tx, asker, now)
        answered = await _answered(tx, to)
        question_id = await questions.add_reply(
            tx,
            answered.broadcast_id if answered else await broadcasts.find_of(tx, to),
            follows=AnswerId(to.subject_id) if answered else None,
            asker=asker,
            text=text,
            message_id=typed.message_id,
            update_id=typed.update_id,
            now=now,
        )
        await tell_leaders(tx, question_id, now)
        return await found(tx, question_id)

    async def _correct(self, tx: Transaction, question: Question, typed: Typed) -> Question | None:
        text = accept_question(typed.text)
        if text == question.text:
            return question if question.edits else None
        if question.state is QuestionState.ANSWERED:
            raise BadInputError("answered_already")
        now = self._clock.now()
        await check_pace(tx, question.asker_id, now)
        await questions.change(tx, question.id, text)
        await tell_leaders(tx, question.id, now, edits=question.edits + 1)
        return await found(tx, question.id)


async def _replied_to(tx: Transaction, actor: Actor, message_id: int | None) -> Content | None:
    """Return what the actor has got as ``message_id``, if a reply to that is taken; or None.

    An answer that is gone since is like any other message.
    """
    if message_id is None:
        return None
    content = await deliveries.find_sent(tx, actor.caller.address, message_id)
    if content is None or content.kind is Kind.QUESTION:
        return content
    about = await broadcasts.find_of(tx, content)
    return content if about or await _answered(tx, content) else None


async def _answered(tx: Transaction, content: Content) -> Question | None:
    """Return the question that ``content`` is an answer to, or None."""
    if content.kind is not Kind.QUESTION_ANSWER:
        return None
    return await questions.find_answered(tx, AnswerId(content.subject_id))


async def _answer(
    tx: Transaction, actor: Actor, question_id: QuestionId, typed: Typed
) -> Answering:
    """Make ``typed`` what a leader is about to answer; it goes out when they say so."""
    await require(tx, actor.caller, Role.LEADER)
    question = await found(tx, question_id)
    text = accept_question(typed.text)
    draft = await open_answer(tx, known(actor), question_id)
    draft = await drafts.set_field(tx, draft, "text", text, update_id=typed.update_id)
    return Answering(question=question, draft=draft)
