import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from klyngebot.domain.answers import BODY_LIMIT, LINE_LIMIT, MESSAGE_LIMIT, QUESTION_LIMIT
from klyngebot.domain.audiences import AudienceNames, AudienceReach
from klyngebot.domain.audit import Action, Entry
from klyngebot.domain.broadcasts import (
    MAIN,
    Acknowledging,
    Broadcast,
    BroadcastId,
    BroadcastReport,
    BroadcastState,
    Mark,
    Stop,
)
from klyngebot.domain.cards import Card, PartnerEntry, PersonEntry
from klyngebot.domain.cards import Entry as CardEntry
from klyngebot.domain.corrections import Correction, PartChange
from klyngebot.domain.deliveries import Account, DeliveryState, Reach, RecipientResult
from klyngebot.domain.drafts import NO_TOPIC, TERMS, Draft, DraftId, DraftKind, busy_with
from klyngebot.domain.errors import (
    BadInputError,
    IllegalTransitionError,
    KlyngebotError,
    LinkExpiredError,
    NoDraftError,
    NotAllowedError,
    NotFoundError,
    NotPrivateError,
    SentError,
)
from klyngebot.domain.imports import ImportFile, ImportId, ImportState, Plan
from klyngebot.domain.informing import Untold
from klyngebot.domain.memberships import JoinRequest, Member, RequestId, RequestState
from klyngebot.domain.outgoing import outgoing
from klyngebot.domain.partners import Category, Partner, PartnerFacts, PartnerId, Standing
from klyngebot.domain.people import Person, PersonFacts, PersonField, PersonId
from klyngebot.domain.places import counties
from klyngebot.domain.privacy import Purpose
from klyngebot.domain.publications import Event, EventId, NewsId, NewsItem
from klyngebot.domain.questions import Answer, AnswerId, Followed, Question, QuestionId, Tally
from klyngebot.domain.register import (
    Change,
    Fault,
    Field,
    Problem,
    RegisterRow,
    RowResult,
    Verdict,
)
from klyngebot.domain.roles import GivenRole, Holder, Role
from klyngebot.domain.subscribers import SubscriberId, TopicChoice
from klyngebot.domain.terms import WORD_LIMIT, WORDS_LIMIT, Term, TermId, TermKind, Use, Vocabulary
from klyngebot.domain.text import utf16_length
from klyngebot.files.columns import Columns, WhatIs, WhichColumn
from klyngebot.i18n import LOCALES, Translator, translator
from klyngebot.render import (
    account_card,
    announcing,
    browsing,
    cards,
    changes,
    composing,
    coverage,
    directory,
    editing,
    exporting,
    importing,
    informing,
    inviting,
    joining,
    mailbox,
    marking,
    own_data,
    privacy,
    problems,
    progress,
    publishing,
    questions,
    requests,
    roles,
    status,
    undoing,
    visibility,
    vocabulary,
    welcome,
)
from klyngebot.render.data import (
    OpenPartner,
    SearchFor,
    SendAgain,
    ShowCategories,
    ShowCategory,
    decode,
    encode,
    origin_of,
)
from klyngebot.render.menu import COMMANDS, command
from klyngebot.render.reply import Button, LinkButton, Reply, Text, shortened
from klyngebot.sandbox import keyboard as telegram_keyboard
from klyngebot.sandbox.html import parse
from klyngebot.services.announcements import AnnouncementPreview
from klyngebot.services.cards import MyCard, PartnerSheet, PersonSheet
from klyngebot.services.changes import ChangesPage
from klyngebot.services.composing import Composition
from klyngebot.services.coverage import Covered, PartnerCoverage, PersonCoverage, Summary
from klyngebot.services.directory import Matches, PartnerCard, PersonCard
from klyngebot.services.importing import NAME_LIMIT, ImportReport
from klyngebot.services.informing import ToInform
from klyngebot.services.invitations import Entered, Invitable, Invite
from klyngebot.services.joining import JoinStep
from klyngebot.services.leadership import Overview
from klyngebot.services.mailbox import MailboxPage
from klyngebot.services.marking import TermChoices
from klyngebot.services.own_data import MyData
from klyngebot.services.publishing import PublicationPreview
from klyngebot.services.questions import Answering
from klyngebot.services.register import ImportPreview
from klyngebot.services.requests import Declining, Waiting
from klyngebot.services.subscriptions import Settings
from klyngebot.services.vocabulary import TermCard, TermDraft
from klyngebot.services.writing import Clash, Writing
from klyngebot.store.undoing import Kept, Noted
from support.broadcasts import a_broadcast

OSLO = ZoneInfo("Europe/Oslo")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
BOT = "klyngebot"
HOSTILE = '<b>x</b> & "q"'
LONG = "Å" * 300
NAMES = [HOSTILE, LONG, "<" * 300, "😀" * 150, "&amp;", "</b>", "%(name)s %"]
LARGEST = 2**53
WORDS = origin_of(SearchFor("kjerneboring i Finnmark"))
COUNTY = counties()[-1]
MODULES = (
    account_card,
    announcing,
    browsing,
    cards,
    editing,
    informing,
    own_data,
    privacy,
    changes,
    coverage,
    directory,
    exporting,
    composing,
    importing,
    inviting,
    joining,
    mailbox,
    marking,
    problems,
    progress,
    publishing,
    questions,
    requests,
    roles,
    status,
    undoing,
    visibility,
    vocabulary,
    welcome,
)

Shown = Text | Sequence[Reply]
Case = Callable[[str, Translator], Shown]


def partner(name: str, number: int = LARGEST) -> Partner:
    facts = PartnerFacts(
        name=name,
        category=Category.RESEARCH,
        standing=Standing.AGREEMENT,
        municipality=name,
        county=name,
        country=name,
        website="https://nord.example",
        about=name,
    )
    return Partner(id=PartnerId(number), facts=facts, join_code="c" * 22)


def person(name: str, number: int = LARGEST) -> Person:
    return Person(
        id=PersonId(number),
        partner_id=PartnerId(LARGEST),
        partner_name=name,
        facts=PersonFacts(name=name, title=name, email="kari@nord.example", phone="+4778000000"),
    )


def person_card(name: str, *, phone: str = "") -> PersonCard:
    whole = person(name)
    facts = replace(whole.facts, phone=phone, languages=name)
    return PersonCard(
        person=replace(whole, facts=facts), competences=[competence(name)], has_phone=True
    )


def competence(name: str) -> Term:
    return Term(id=TermId(LARGEST), kind=TermKind.COMPETENCE, names={"nb": name, "en": name})


def topic(name: str) -> Term:
    return Term(id=TermId(LARGEST), kind=TermKind.TOPIC, names={"nb": name, "en": name})


def category(name: str = "Nord") -> Term:
    return Term(id=TermId(LARGEST), kind=TermKind.CATEGORY, names={"nb": name, "en": name})


def settings(name: str, role: Role = Role.VISITOR, *, subscribed: bool = True) -> Settings:
    choices = [TopicChoice(topic=topic(name), on=on) for on in (True, False)]
    return Settings(
        name=name,
        role=role,
        is_contact=False,
        locale="nb",
        subscribed=subscribed,
        choices=choices,
    )


def cluster(name: str) -> welcome.Cluster:
    return welcome.Cluster(name=name, office=name, contact=name)


def draft(kind: DraftKind, /, **fields: str) -> Draft:
    return Draft(id=DraftId(LARGEST), kind=kind, fields=fields)


def person_sheet(name: str, *, is_me: bool = False, by_leader: bool = False) -> PersonSheet:
    return PersonSheet(
        person=person(name),
        competences=(topic(name),),
        entries=tuple(PersonEntry),
        is_me=is_me,
        by_leader=by_leader,
        phone_views=LARGEST if is_me else None,
    )


def my_card(name: str) -> MyCard:
    sheet = person_sheet(name, is_me=True)
    return MyCard(
        role=Role.MEMBER, locale="nb", subscribed=True, topics=(topic(name),), sheet=sheet
    )


def partner_sheet(name: str) -> PartnerSheet:
    return PartnerSheet(
        partner=partner(name),
        category=category(name),
        terms=(topic(name),),
        people=(person(name),) * 40,
        entries=tuple(PartnerEntry),
        by_leader=True,
    )


def writing(
    kind: DraftKind,
    name: str,
    *,
    fields: dict[str, str] | None = None,
    entry: CardEntry | None = None,
    before: str = "",
    clash: Clash | None = None,
    categories: tuple[Term, ...] = (),
) -> Writing:
    given = {DraftKind.NEW_PERSON: {"partner": "1"}}.get(kind, {})
    return Writing(
        draft=draft(kind, **given, **(fields or {})),
        name=name,
        entry=entry,
        before=before,
        clash=clash,
        categories=categories,
    )


def to_inform(name: str, count: int) -> ToInform:
    late = NOW - timedelta(days=40)
    batch = [Untold(person=person(name, number), since=late) for number in range(count)]
    return ToInform(now=NOW, count=count + 1, overdue=count, batches=[batch])


def news(name: str, **fields: str) -> Draft:
    return draft(DraftKind.NEWS, title=name[:LINE_LIMIT], body="<b>x</b>", **fields)


def event_draft(name: str, **fields: str) -> Draft:
    line = name[:LINE_LIMIT]
    when = "2026-12-24T18:00:00+01:00"
    return draft(DraftKind.EVENT, title=line, when=when, place=line, **fields)


def reach(people: int = 2) -> Reach:
    return Reach(
        people=people,
        partners=1,
        partners_in_all=1234,
        without_partner=people // 2,
    )


def event(name: str) -> Event:
    return Event(
        id=EventId(LARGEST),
        title=name,
        place=name,
        topic_id=None,
        starts_local=datetime(2026, 12, 24, 18, 0),
        zone="Europe/Oslo",
        starts_at=datetime(2026, 12, 24, 17, 0, tzinfo=UTC),
    )


def item(name: str, body: str = "<i>x</i>") -> NewsItem:
    return NewsItem(id=NewsId(LARGEST), title=name, body=body, topic_id=None, published_at=NOW)


def result(name: str, state: DeliveryState, reason: str = "") -> RecipientResult:
    return RecipientResult(
        subscriber_id=SubscriberId(LARGEST),
        name=name,
        partner_name=name,
        state=state,
        reason=reason,
        can_resend=state is DeliveryState.UNCERTAIN,
    )


def account_of(report: BroadcastReport, tr: Translator) -> Text:
    return progress.report(report, tr, zone=OSLO, now=NOW)


def to_whom(people: int = 12, **more: Any) -> AudienceReach:
    values = {"partners": 7, "partners_in_all": 30, "without_partner": 2, "variants": {"": people}}
    return AudienceReach(people=people, **{**values, **more})


def shown_at_desk(draft: Broadcast, to: AudienceReach, **more: Any) -> AnnouncementPreview:
    names = AudienceNames(vocabulary=Vocabulary(()))
    values = {"to_author": True, "asks_twice": False, "names": names}
    return AnnouncementPreview(broadcast=draft, reach=to, **{**values, **more})


def broadcast(account: Account, part: str = "<b>Hei</b>") -> BroadcastReport:
    return BroadcastReport(
        broadcast=a_broadcast(part, id_=LARGEST, confirmed_at=NOW),
        account=account,
    )


def correction(before: str, after: str) -> Correction:
    sent = a_broadcast(before, id_=LARGEST)
    (part,) = sent.parts
    change = PartChange(locale=MAIN, before=part, after=replace(part, html=after))
    return Correction(broadcast=sent, changes=(change,))


def ended(*results: RecipientResult) -> BroadcastReport:
    counts = {state: sum(one.state is state for one in results) for state in DeliveryState}
    return broadcast(Account(counts=counts, problems=results))


def request(name: str, state: RequestState, leaves: str = "", word: str = "") -> JoinRequest:
    return JoinRequest(
        id=RequestId(LARGEST),
        subscriber_id=SubscriberId(1),
        subscriber_name=name,
        partner_id=PartnerId(1),
        partner_name=name,
        person_id=None,
        name=name[:LINE_LIMIT],
        title=name[:LINE_LIMIT],
        state=state,
        decided_by=name,
        leaves=leaves,
        word=word[:LINE_LIMIT],
    )


def invitable(name: str) -> Invitable:
    return Invitable(partner=partner(name), people=[person(name)] * 30)


def invite(name: str) -> Invite:
    return Invite(person=person(name), code=f"inv-{'c' * 24}", made=LARGEST)


def covered(name: str) -> Covered:
    return Covered(partner=partner(name), joined=1, listed=1234)


def partner_coverage(name: str, count: int = 20) -> PartnerCoverage:
    member = Member(
        subscriber_id=SubscriberId(LARGEST), person_id=PersonId(1), roles=tuple(GivenRole)
    )
    return PartnerCoverage(
        partner=partner(name),
        joined=[(person(name), member)] * count,
        missing=[person(name)] * count,
        may_lead=True,
    )


def holder(name: str, *roles_held: GivenRole) -> Holder:
    return Holder(
        subscriber_id=SubscriberId(LARGEST),
        address="1",
        locale="nb",
        name=name,
        partner_name=name,
        roles=roles_held or (GivenRole.CONTACT, GivenRole.EDITOR),
        is_member=True,
    )


def person_coverage(name: str) -> PersonCoverage:
    return PersonCoverage(person=person(name), holder=holder(name), may_give=True, is_self=False)


def step(partner_name: str, **fields: str) -> JoinStep:
    return JoinStep(
        partner=partner(partner_name),
        draft=draft(DraftKind.JOIN, partner="1", **fields),
        candidates=[person(partner_name, number) for number in range(30)],
    )


def question(name: str, *, answers: int = 0) -> Question:
    return Question(
        id=QuestionId(LARGEST),
        asker_id=SubscriberId(LARGEST),
        asker_name=name,
        partner_name=name,
        text=name,
        asked_at=NOW,
        answers=tuple(
            Answer(
                id=AnswerId(number),
                author_id=SubscriberId(1),
                author_name=name,
                text=name,
                answered_at=NOW,
            )
            for number in range(answers)
        ),
    )


def reply_to(name: str, *, answers: int = 0, back: bool = False) -> Question:
    """Return what somebody has replied to an announcement, or ``back`` to an answer."""
    followed = Followed(question_id=QuestionId(LARGEST), author_name=name, text=name)
    return replace(
        question(name, answers=answers),
        broadcast_id=BroadcastId(LARGEST),
        broadcast_title=name,
        follows=followed if back else None,
        message_id=LARGEST,
        edits=1,
        closed_at=NOW,
        closed_by=name,
    )


def mailbox_page(name: str, *, done: bool = False, about: bool = False) -> MailboxPage:
    tally = Tally(open=1234, overdue=12, answered=1234, closed=1, average=timedelta(hours=3))
    return MailboxPage(
        tally=tally,
        questions=(question(name), reply_to(name, back=True), reply_to(name, answers=1)),
        page=1,
        pages=3,
        done=done,
        about=BroadcastId(LARGEST) if about else None,
        title=name,
    )


def overview(names: list[str], *, newest_backup: datetime | None = NOW) -> Overview:
    return Overview(
        subscribed=1234,
        members=1,
        partners=1234,
        without_members=names,
        waiting=3,
        quarantined=1,
        newest_backup=newest_backup,
        mailbox=Tally(open=1234, overdue=12, answered=0, closed=0),
    )


def term_card(name: str, kind: TermKind = TermKind.COMPETENCE, **use: int) -> TermCard:
    word = name[:WORD_LIMIT]
    names = {"nb": word, "en": word}
    term = Term(id=TermId(LARGEST), kind=kind, names=names, synonyms=(word,) * WORDS_LIMIT)
    return TermCard(term=term, use=Use(**use), could_follow=1234)


def term_step(name: str, kind: DraftKind, /, **fields: str) -> TermDraft:
    new = kind is DraftKind.NEW_TERM
    term = None if new else term_card(name).term
    return TermDraft(draft=draft(kind, **fields), kind=TermKind.COMPETENCE, term=term)


def changes_page(name: str, *, entries: int) -> ChangesPage:
    entry = Entry(
        id=LARGEST,
        at=NOW,
        actor_id=SubscriberId(1),
        actor_name=name,
        role=Role.LEADER,
        action=Action.PERSON_CHANGED,
        object_id=LARGEST,
        object_name=name,
        fields=("email", "phone"),
    )
    return ChangesPage(entries=[entry] * entries, paged=True, has_older=True)


def import_file(name: str, state: ImportState = ImportState.WAITING) -> ImportFile:
    return ImportFile(
        id=ImportId(LARGEST),
        owner_id=SubscriberId(1),
        name=name[:NAME_LIMIT],
        body=None,
        columns={},
        state=state,
    )


def import_row(name: str, verdict: Verdict, *faults: Fault, line: int = 2) -> RowResult:
    return RowResult(
        row=RegisterRow(line=line, partner_name=name, person_name=name),
        verdict=verdict,
        changes=(Change(Field.TITLE, name, name), Change(Field.STANDING, None, Standing.AGREEMENT))
        if verdict is Verdict.CHANGED
        else (),
        faults=faults,
        is_back=verdict is Verdict.CHANGED,
    )


def faults(value: str) -> list[Fault]:
    return [
        Fault(problem, Field.TITLE if problem is Problem.SAID_OTHERWISE else value, value)
        for problem in Problem
    ]


def import_preview(
    name: str, rows: Sequence[RowResult], *questions: WhatIs | WhichColumn, missing: int = 0
) -> ImportPreview:
    return ImportPreview(
        columns=Columns(fields={}, left_out=(name,) * missing, questions=questions),
        plan=Plan(
            rows=tuple(rows),
            partners=(),
            people=(),
            missing_partners=(partner(name),) * missing,
            missing_people=(person(name),) * missing,
        ),
        vocabulary=Vocabulary(()),
        file=import_file(name),
        has_changed=bool(missing),
    )


def import_report(
    name: str, state: ImportState = ImportState.APPLIED, *kept: Kept, can_be_undone: bool = True
) -> ImportReport:
    return ImportReport(
        file=import_file(name, state),
        noted=Noted(new=1, changed=1234, can_be_undone=can_be_undone, kept=kept),
        can_be_undone=can_be_undone,
        not_informed=14,
    )


NAMED: dict[str, Case] = {
    "importing.preview": lambda name, tr: importing.preview(
        import_preview(name, [import_row(name, verdict) for verdict in Verdict] * 5, missing=9),
        tr,
    ),
    "importing.preview refused": lambda name, tr: importing.preview(
        import_preview(
            "x",
            [import_row(name, Verdict.REFUSED, Fault(Problem.BAD_EMAIL, "x"))],
        ),
        tr,
    ),
    "importing.preview question": lambda name, tr: importing.preview(
        import_preview("x", [], WhatIs(LARGEST, name, tuple(Field)[:4])), tr
    ),
    "importing.preview which": lambda name, tr: importing.preview(
        import_preview("x", [], WhichColumn(Field.PHONE, ((1, name), (2, name)))), tr
    ),
    "undoing.latest": lambda name, tr: undoing.latest(import_report(name), tr),
    "undoing.report undone": lambda name, tr: undoing.report(
        import_report("x", ImportState.UNDONE, Kept(noun="person", name=name, fields=("title",))),
        tr,
    ),
    "undoing.report too late": lambda name, tr: undoing.report(
        import_report(name, can_be_undone=False), tr
    ),
    "changes.page": lambda name, tr: changes.page(
        changes_page(name, entries=1), NOW.astimezone(OSLO), tr
    ),
    "account_card.account_card refused": lambda name, tr: account_of(
        ended(result(name, DeliveryState.REFUSED, name)), tr
    ),
    "account_card.account_card every state": lambda name, tr: account_of(
        ended(*(result(name, state) for state in list(DeliveryState)[2:])), tr
    ),
    "directory.matches partners": lambda name, tr: directory.matches(
        Matches(words="nord", partners=[partner(name)], people=[]), tr
    ),
    "directory.matches people": lambda name, tr: directory.matches(
        Matches(words="nord", partners=[], people=[person(name)]), tr
    ),
    "directory.matches words": lambda name, tr: directory.matches(
        Matches(words=name, partners=[partner("Nord")], people=[]), tr
    ),
    "directory.matches nothing": lambda name, tr: directory.matches(
        Matches(words=name, partners=[], people=[]), tr
    ),
    "browsing.category_page": lambda name, tr: browsing.category_page(
        category(name), [partner(name)] * 30, 1, tr
    ),
    "directory.partner_card member": lambda name, tr: directory.partner_card(
        PartnerCard(
            partner=partner(name),
            category=category(name),
            people=[person(name)] * 30,
            join_code="c" * 22,
            tags=[competence(name)] * 30,
        ),
        BOT,
        tr,
        origin=WORDS,
    ),
    "directory.partner_card visitor": lambda name, tr: directory.partner_card(
        PartnerCard(partner=partner(name), category=category(name), people=None, join_code=None),
        BOT,
        tr,
    ),
    "directory.person_card": lambda name, tr: directory.person_card(
        person_card(name), tr, via_partner=True, origin=WORDS
    ),
    "directory.person_card with number": lambda name, tr: directory.person_card(
        person_card(name, phone="+4778000000"), tr, origin=WORDS
    ),
    "directory.matches near": lambda name, tr: directory.matches(
        Matches(words=name, partners=[], people=[], near=["Nord", name], may_ask=True), tr
    ),
    "browsing.partner_page": lambda name, tr: browsing.partner_page(
        browsing.Some(
            head=name,
            partners=[partner(name)],
            turns=[ShowCategories()],
            up=Button(tr.label("Alle fylker"), ShowCategories()),
        ),
        0,
        tr,
    ),
    "browsing.county_page": lambda name, tr: browsing.county_page(
        COUNTY, [partner(name)] * 30, 1, tr
    ),
    "browsing.tagged_page": lambda name, tr: browsing.tagged_page(
        competence(name), [partner(name)] * 30, 1, tr
    ),
    "browsing.competences": lambda name, tr: browsing.competences(
        [(competence(name), 1234)] * 30, 1, tr
    ),
    "joining.step who": lambda name, tr: joining.step(step(name), tr),
    "joining.step name": lambda name, tr: joining.step(step(name), tr, listed=False),
    "joining.step done": lambda name, tr: joining.step(step(name, name=name, title=name), tr),
    "joining.step member": lambda name, tr: joining.step(
        JoinStep(partner=partner(name), draft=None, candidates=[]), tr
    ),
    "joining.asked": lambda name, tr: joining.asked(request(name, RequestState.WAITING), tr),
    "requests.request_card waiting": lambda name, tr: requests.request_card(
        request(name, RequestState.WAITING, leaves=name), tr
    ),
    "requests.request_card approved": lambda name, tr: requests.request_card(
        request(name, RequestState.APPROVED), tr
    ),
    "requests.request_card declined": lambda name, tr: requests.request_card(
        request(name, RequestState.DECLINED), tr
    ),
    "requests.request_card replaced": lambda name, tr: requests.request_card(
        request(name, RequestState.REPLACED), tr
    ),
    "joining.answer approved": lambda name, tr: joining.answer(
        request(name, RequestState.APPROVED), person(name), tr
    ),
    "joining.answer declined": lambda name, tr: joining.answer(
        request(name, RequestState.DECLINED, word=name), None, tr
    ),
    "joining.entered": lambda name, tr: joining.entered(
        Entered(person=person(name), again=False), tr
    ),
    "joining.entered again": lambda name, tr: joining.entered(
        Entered(person=person(name), again=True), tr
    ),
    "requests.request_card declined lately": lambda name, tr: requests.request_card(
        request(name, RequestState.DECLINED, word=name), tr, may_take_up=True
    ),
    "requests.declining": lambda name, tr: requests.declining(
        Declining(
            request=request(name, RequestState.WAITING), draft=draft(DraftKind.DECLINE, request="1")
        ),
        tr,
    ),
    "requests.declining word": lambda name, tr: requests.declining(
        Declining(
            request=request(name, RequestState.WAITING),
            draft=draft(DraftKind.DECLINE, request="1", word=name[:LINE_LIMIT]),
        ),
        tr,
    ),
    "requests.declining decided": lambda name, tr: requests.declining(
        Declining(request=request(name, RequestState.APPROVED), draft=None), tr
    ),
    "requests.waiting": lambda name, tr: requests.waiting(
        Waiting(
            waiting=[request(name, RequestState.WAITING)] * 30,
            declined=[request(name, RequestState.DECLINED)] * 30,
        ),
        tr,
    ),
    "inviting.join_text_to_copy": lambda name, tr: inviting.join_text_to_copy(
        partner(name), BOT, "Nord", tr
    ),
    "inviting.new_link_question": lambda name, tr: inviting.new_link_question(partner(name), tr),
    "inviting.partners": lambda name, tr: inviting.partners([invitable(name)] * 40, tr),
    "inviting.people": lambda name, tr: inviting.people(invitable(name), 1, tr),
    "inviting.people nobody": lambda name, tr: inviting.people(
        Invitable(partner=partner(name), people=[]), 0, tr
    ),
    "inviting.invitation": lambda name, tr: inviting.invitation(
        invite(name), BOT, name, tr, locale="en"
    ),
    "coverage.on_top": lambda name, tr: coverage.on_top(
        Summary(partners=30, without_members=[name]),
        Text(tr("<b>Partnerne</b>\nHvilke vil du se?")),
        tr,
    ),
    "coverage.for_keeper": lambda name, tr: coverage.for_keeper(
        partner(name), directory.person_card(person_card(name), tr), tr
    ),
    "coverage.partners": lambda name, tr: coverage.partners([covered(name)] * 30, 1, tr),
    "coverage.partner": lambda name, tr: coverage.partner(partner_coverage(name), tr),
    "coverage.person": lambda name, tr: coverage.person(person_coverage(name), tr),
    "coverage.end_question": lambda name, tr: coverage.end_question(person_coverage(name), tr),
    "coverage.ended": lambda name, tr: coverage.ended(person(name), tr),
    "coverage.leave_question": lambda name, tr: coverage.leave_question(partner(name), tr),
    "roles.holders": lambda name, tr: roles.holders([holder(name)] * 60, tr),
    "roles.matches": lambda name, tr: roles.matches([holder(name)] * 8, "nord", tr),
    "roles.matches nobody": lambda name, tr: roles.matches([], name, tr),
    "roles.card": lambda name, tr: roles.card(holder(name), tr),
    "roles.question": lambda name, tr: roles.question(holder(name), GivenRole.LEADER, tr, on=True),
    "roles.question take": lambda name, tr: roles.question(
        holder(name), GivenRole.LEADER, tr, on=False
    ),
    "problems.problem link_is_for": lambda name, tr: problems.problem(
        BadInputError("link_is_for", name=name), BOT, tr
    ),
    "joining.links": lambda name, tr: joining.links([partner(name)] * 76, BOT, tr),
    "problems.problem person_taken": lambda name, tr: problems.problem(
        BadInputError("person_taken", name=name), BOT, tr
    ),
    "problems.fault": problems.fault,
    "publishing.news_list": lambda name, tr: publishing.news_list([item(name)] * 8, OSLO, tr),
    "publishing.event_list": lambda name, tr: publishing.event_list([event(name)] * 30, tr),
    "publishing.news_card": lambda name, tr: publishing.news_card(item(name), tr),
    "publishing.news_page": lambda name, tr: publishing.news_page(item(name), tr),
    "publishing.event_card": lambda name, tr: publishing.event_card(event(name), tr),
    "publishing.question topic": lambda name, tr: publishing.question(
        news(name), [topic(name)] * 12, tr
    ),
    "publishing.preview news": lambda name, tr: publishing.preview(
        PublicationPreview(
            draft=news(name, topic=str(LARGEST)), topics=[topic(name)], reach=reach()
        ),
        tr,
    ),
    "publishing.preview event": lambda name, tr: publishing.preview(
        PublicationPreview(
            draft=event_draft(name, topic=NO_TOPIC), topics=[topic(name)], reach=reach(0)
        ),
        tr,
    ),
    "questions.asking": lambda name, tr: questions.asking(draft(DraftKind.QUESTION, text=name), tr),
    "questions.question_card": lambda name, tr: questions.question_card(question(name), tr),
    "questions.question_card answered": lambda name, tr: questions.question_card(
        question(name, answers=9), tr
    ),
    "questions.answering": lambda name, tr: questions.answering(
        Answering(question=question(name), draft=draft(DraftKind.ANSWER, question="1")), tr
    ),
    "questions.answering preview": lambda name, tr: questions.answering(
        Answering(
            question=question(name, answers=2),
            draft=draft(DraftKind.ANSWER, question="1", text=name),
        ),
        tr,
    ),
    "questions.answering answered": lambda name, tr: questions.answering(
        Answering(question=question(name, answers=1), draft=None), tr
    ),
    "questions.question_card reply": lambda name, tr: questions.question_card(reply_to(name), tr),
    "questions.question_card back": lambda name, tr: questions.question_card(
        reply_to(name, back=True), tr
    ),
    "questions.answer_card reply": lambda name, tr: questions.answer_card(
        reply_to(name), reply_to(name, answers=1).answers[0], tr
    ),
    "mailbox.mailbox": lambda name, tr: mailbox.mailbox(mailbox_page(name), NOW, tr),
    "mailbox.mailbox done": lambda name, tr: mailbox.mailbox(
        mailbox_page(name, done=True), NOW, tr
    ),
    "mailbox.mailbox about": lambda name, tr: mailbox.mailbox(
        mailbox_page(name, about=True), NOW, tr
    ),
    "mailbox.card": lambda name, tr: mailbox.card(question(name), tr),
    "mailbox.card closed": lambda name, tr: mailbox.card(reply_to(name, back=True), tr),
    "questions.answered": lambda name, tr: questions.answered(question(name), tr),
    "questions.answer_card": lambda name, tr: questions.answer_card(
        question(name), question(name, answers=1).answers[0], tr
    ),
    "status.overview": lambda name, tr: status.overview(overview([name]), OSLO, tr, in_flight=8),
    "vocabulary.term_page": lambda name, tr: vocabulary.term_page(
        TermKind.MATERIAL, [(topic(name), Use(partners=1234))] * 30, 1, tr
    ),
    "vocabulary.term_card": lambda name, tr: vocabulary.term_card(
        term_card(name, partners=1234, people=1), tr
    ),
    "vocabulary.step rename": lambda name, tr: vocabulary.step(
        term_step(name, DraftKind.RENAME_TERM, term="1", locale="nb"), tr
    ),
    "vocabulary.step rename done": lambda name, tr: vocabulary.step(
        term_step(name, DraftKind.RENAME_TERM, term="1", locale="en", name=name), tr
    ),
    "vocabulary.step rename nynorsk": lambda name, tr: vocabulary.step(
        term_step(name, DraftKind.RENAME_TERM, term="1", locale="nn"), tr
    ),
    "vocabulary.step synonyms": lambda name, tr: vocabulary.step(
        term_step(name, DraftKind.SYNONYMS, term="1"), tr
    ),
    "vocabulary.step synonyms done": lambda name, tr: vocabulary.step(
        term_step(name, DraftKind.SYNONYMS, term="1", words=name), tr
    ),
    "vocabulary.step new done": lambda name, tr: vocabulary.step(
        term_step(name, DraftKind.NEW_TERM, kind="topic", nb=name, en=name), tr
    ),
    "problems.problem word_taken": lambda name, tr: problems.problem(
        BadInputError("word_taken", word=name[:WORD_LIMIT], term=topic(name[:WORD_LIMIT])), BOT, tr
    ),
    "welcome.welcome": lambda name, tr: welcome.welcome(settings(name), cluster("Nord"), tr),
    "welcome.welcome cluster": lambda name, tr: welcome.welcome(
        settings("Kari", Role.MEMBER), cluster(name), tr
    ),
    "welcome.settings_card": lambda name, tr: welcome.settings_card(settings(name), tr),
    "privacy.privacy": lambda name, tr: privacy.privacy(cluster(name), 7, tr),
    "cards.my_card": lambda name, tr: cards.my_card(my_card(name), tr),
    "cards.my_card staff": lambda name, tr: cards.my_card(
        MyCard(role=Role.LEADER, locale="nb", subscribed=False, topics=(topic(name),), sheet=None),
        tr,
    ),
    "cards.person_sheet": lambda name, tr: cards.person_sheet(person_sheet(name), tr),
    "cards.person_sheet leader": lambda name, tr: cards.person_sheet(
        person_sheet(name, by_leader=True), tr
    ),
    "cards.partner_sheet": lambda name, tr: cards.partner_sheet(partner_sheet(name), tr),
    "cards.choose_person_entry": lambda name, tr: cards.choose_person_entry(person_sheet(name), tr),
    "cards.choose_partner_entry": lambda name, tr: cards.choose_partner_entry(
        partner_sheet(name), tr
    ),
    "marking.term_choices": lambda name, tr: marking.term_choices(
        TermChoices(
            card=Card(PersonId(LARGEST), is_person=True),
            name=name,
            kind=TermKind.COMPETENCE,
            choices=tuple((topic(name), on) for on in (True, False) * 10),
        ),
        1,
        tr,
    ),
    "marking.term_choices materials": lambda name, tr: marking.term_choices(
        TermChoices(
            card=Card(PartnerId(LARGEST), is_person=False),
            name=name,
            kind=TermKind.MATERIAL,
            choices=((topic("Kvarts"), True),),
        ),
        0,
        tr,
    ),
    "marking.categories": lambda name, tr: marking.categories(
        partner_sheet(name), [category("Nord")] * 30, tr
    ),
    "cards.for_keeper": lambda name, tr: cards.for_keeper(
        person(name), cards.hidden(person(name), tr), tr
    ),
    "cards.ask_leave": lambda name, tr: cards.ask_leave(my_card(name), tr),
    "cards.left": lambda name, tr: cards.left(person(name), tr),
    "cards.hidden": lambda name, tr: cards.hidden(person(name), tr),
    "cards.hidden yes": lambda name, tr: cards.hidden(replace(person(name), hidden=True), tr),
    "editing.writing entry": lambda name, tr: editing.writing(
        writing(DraftKind.EDIT, name, entry=PersonEntry.TITLE, before=name), tr
    ),
    "editing.writing clash": lambda name, tr: editing.writing(
        writing(
            DraftKind.EDIT,
            name,
            entry=PartnerEntry.ABOUT,
            clash=Clash(name=name, entry=PartnerEntry.ABOUT, theirs=name, mine=name, by=name),
        ),
        tr,
    ),
    "editing.writing colleague": lambda name, tr: editing.writing(
        writing(DraftKind.NEW_PERSON, name), tr
    ),
    "editing.writing colleague done": lambda name, tr: editing.writing(
        writing(DraftKind.NEW_PERSON, name, fields={"name": name, "title": name, "email": name}),
        tr,
    ),
    "editing.writing partner category": lambda name, tr: editing.writing(
        writing(DraftKind.NEW_PARTNER, "", fields={"name": name}, categories=(category(name),)), tr
    ),
    "editing.writing partner done": lambda name, tr: editing.writing(
        writing(
            DraftKind.NEW_PARTNER,
            "",
            fields={"name": name, "category": str(LARGEST), "municipality": name},
            categories=(category(name),),
        ),
        tr,
    ),
    "own_data.my_data": lambda name, tr: own_data.my_data(
        MyData(at=NOW, tables={"person": [{"name": name, "title": None}] * 4}), tr
    ),
    "own_data.ask_erase_person": lambda name, tr: own_data.ask_erase_person(person(name), tr),
    "informing.untold": lambda name, tr: informing.untold(
        to_inform(name, 20), cluster(name), BOT, tr
    ),
}
"""What is shown with somebody's own words in it."""

FULL = "x" * MESSAGE_LIMIT
PLAIN: dict[str, Case] = {
    **{
        f"privacy.details {page}": lambda _, tr, page=page: privacy.details(page, tr)  # type: ignore[misc]
        for page in range(len(Purpose))
    },
    "visibility.seen_by": lambda _, tr: visibility.seen_by(my_card("Kari"), tr),
    "visibility.choose_seen_by": lambda _, tr: visibility.choose_seen_by(
        my_card("Kari"), PersonField.PHONE, tr
    ),
    "editing.writing colleague title": lambda _, tr: editing.writing(
        writing(DraftKind.NEW_PERSON, "Nord", fields={"name": "Kari"}), tr
    ),
    "editing.writing colleague email": lambda _, tr: editing.writing(
        writing(DraftKind.NEW_PERSON, "Nord", fields={"name": "Kari", "title": ""}), tr
    ),
    "editing.writing partner": lambda _, tr: editing.writing(
        writing(DraftKind.NEW_PARTNER, ""), tr
    ),
    "editing.writing partner place": lambda _, tr: editing.writing(
        writing(DraftKind.NEW_PARTNER, "", fields={"name": "Nord", "category": "5"}), tr
    ),
    **{
        f"editing.writing entry {entry!r}": lambda _, tr, entry=entry: editing.writing(  # type: ignore[misc]
            writing(DraftKind.EDIT, "Nord", entry=entry), tr
        )
        for entry in (*PersonEntry, *PartnerEntry)
    },
    "cards.left before": lambda _, tr: cards.left(None, tr),
    "own_data.nothing_kept": lambda _, tr: own_data.nothing_kept(tr),
    "own_data.ask_erase": lambda _, tr: own_data.ask_erase(tr),
    "own_data.erased": lambda _, tr: own_data.erased(tr),
    "own_data.person_erased": lambda _, tr: own_data.person_erased(tr),
    "informing.untold none": lambda _, tr: informing.untold(
        ToInform(now=NOW, count=0, overdue=0, batches=[]), cluster("Nord"), BOT, tr
    ),
    "informing.confirmed": lambda _, tr: informing.confirmed(tr),
    "composing.compose nothing": lambda _, tr: composing.compose(
        Composition(broadcast=a_broadcast(variants={})), tr
    ),
    "composing.compose variant": lambda _, tr: composing.compose(
        Composition(broadcast=a_broadcast("a"), variant="en"), tr
    ),
    "composing.compose": lambda _, tr: composing.compose(
        Composition(broadcast=a_broadcast("<b>a</b>", "b")), tr
    ),
    "composing.preview": lambda _, tr: composing.preview(
        shown_at_desk(a_broadcast("<b>a</b>", FULL), to_whom()), "Nord", tr
    ),
    "composing.desk": lambda _, tr: composing.desk(
        shown_at_desk(a_broadcast("<b>a</b>"), to_whom()), OSLO, tr, is_quiet=True
    ),
    "composing.desk urgent": lambda _, tr: composing.desk(
        shown_at_desk(
            a_broadcast("a", mark=Mark.URGENT, acknowledging=Acknowledging.PARTNERS, due_at=NOW),
            to_whom(),
            asks_twice=True,
        ),
        OSLO,
        tr,
        is_quiet=True,
    ),
    "composing.desk nobody": lambda _, tr: composing.desk(
        shown_at_desk(a_broadcast("a"), to_whom(0)), OSLO, tr, is_quiet=False
    ),
    "composing.ask_confirm": lambda _, tr: composing.ask_confirm(
        shown_at_desk(a_broadcast("a", mark=Mark.URGENT), to_whom()), OSLO, tr
    ),
    "composing.marks": lambda _, tr: composing.marks(a_broadcast("a"), tr),
    "composing.languages": lambda _, tr: composing.languages(a_broadcast("a"), tr),
    "composing.ask_due": lambda _, tr: composing.ask_due(a_broadcast("a"), tr),
    "composing.put_away": lambda _, tr: composing.put_away(tr),
    "composing.ask_delete": lambda _, tr: composing.ask_delete(BroadcastId(LARGEST), tr),
    "composing.deleted": lambda _, tr: composing.deleted(tr),
    "composing.announcements nothing": lambda _, tr: composing.announcements([], [], OSLO, tr),
    "composing.announcements": lambda _, tr: composing.announcements(
        [a_broadcast(f"<b>{FULL}</b>")] * 3,
        [broadcast(Account(counts={}), f"<b>{FULL}</b>")] * 8,
        OSLO,
        tr,
    ),
    "announcing.messages": lambda _, tr: announcing.messages(
        a_broadcast(), outgoing(a_broadcast("<b>a &amp; b</b>").parts), "Nord", tr
    ),
    "announcing.message": lambda _, tr: [
        announcing.message(
            a_broadcast(), outgoing(a_broadcast("<b>a</b>").parts)[0], "Nord", tr, is_last=True
        )
    ],
    "announcing.corrected": lambda _, tr: announcing.corrected(
        correction("<b>a</b>", "<b>b</b>"), "Nord", tr
    ),
    "composing.test_to_me": lambda _, tr: composing.test_to_me(a_broadcast("<b>a</b>"), "Nord", tr),
    "progress.taken_back": lambda _, tr: progress.taken_back(tr),
    "progress.ask_cancel": lambda _, tr: progress.ask_cancel(
        broadcast(Account(counts={DeliveryState.PENDING: 7})), tr
    ),
    "progress.report waiting": lambda _, tr: [
        account_of(
            BroadcastReport(
                broadcast=a_broadcast(state=BroadcastState.WAITING, due_at=NOW + after),
                account=Account(counts={DeliveryState.PENDING: 7}),
            ),
            tr,
        )
        for after in (timedelta(seconds=30), timedelta(days=3))
    ],
    "progress.report paused": lambda _, tr: [
        account_of(
            BroadcastReport(
                broadcast=a_broadcast(state=BroadcastState.PAUSED, stopped=why, due_at=NOW),
                account=Account(counts={DeliveryState.PENDING: 7}),
            ),
            tr,
        )
        for why in (None, *Stop)
    ],
    "progress.report under way": lambda _, tr: account_of(
        broadcast(Account(counts={DeliveryState.PENDING: 1, DeliveryState.DELIVERED: 1234})), tr
    ),
    "progress.report delivered": lambda _, tr: account_of(
        broadcast(Account(counts={DeliveryState.DELIVERED: 1})), tr
    ),
    "changes.page nothing": lambda _, tr: changes.page(
        ChangesPage(entries=[], paged=False, has_older=False), NOW, tr
    ),
    "directory.usage": lambda _, tr: directory.usage(tr),
    "browsing.categories": lambda _, tr: browsing.categories([(category(), 1234)] * 4, tr),
    "browsing.categories nothing": lambda _, tr: browsing.categories([], tr),
    "browsing.category_page nothing": lambda _, tr: browsing.category_page(category(), [], 9, tr),
    "exporting.offer": lambda _, tr: exporting.offer(3, tr),
    "exporting.offer nothing": lambda _, tr: exporting.offer(0, tr),
    "importing.how_to": lambda _, tr: importing.how_to(tr),
    "importing.dropped": lambda _, tr: importing.dropped(tr),
    "undoing.latest nothing": lambda _, tr: undoing.latest(None, tr),
    "importing.preview every problem": lambda _, tr: importing.preview(
        import_preview("x", [import_row("x", Verdict.REFUSED, one) for one in faults("x")]), tr
    ),
    "importing.preview nothing": lambda _, tr: importing.preview(import_preview("x", []), tr),
    "importing.preview the same": lambda _, tr: importing.preview(
        import_preview("x", [import_row("x", Verdict.UNCHANGED)]), tr
    ),
    "importing.preview partner": lambda _, tr: importing.preview(
        import_preview("x", [], WhichColumn(Field.PARTNER, ((0, "a"), (1, "b")))), tr
    ),
    "undoing.report": lambda _, tr: undoing.report(import_report("x"), tr),
    "browsing.counties": lambda _, tr: browsing.counties([(COUNTY, 1234), (None, 1)], tr),
    "browsing.county_page elsewhere": lambda _, tr: browsing.county_page(None, [], 9, tr),
    "browsing.competences nothing": lambda _, tr: browsing.competences([], 0, tr),
    "joining.step title": lambda _, tr: joining.step(step("Nord", name="Kari"), tr),
    "coverage.partners nothing": lambda _, tr: coverage.partners([], 0, tr),
    "coverage.partner left": lambda _, tr: coverage.partner(
        replace(
            partner_coverage("Nord"), partner=replace(partner("Nord"), left_on=date(2026, 11, 1))
        ),
        tr,
    ),
    "inviting.partners nothing": lambda _, tr: inviting.partners([], tr),
    "requests.waiting nobody": lambda _, tr: requests.waiting(Waiting(waiting=[], declined=[]), tr),
    "roles.links_closed": lambda _, tr: roles.links_closed(tr),
    "joining.links nothing": lambda _, tr: joining.links([], BOT, tr),
    "problems.unknown_command": lambda _, tr: problems.unknown_command(tr),
    "problems.not_text": lambda _, tr: [
        problems.not_text(tr, writing=kind, leader=leader)
        for kind in (None, *DraftKind)
        for leader in (False, True)
    ],
    "problems.stale_button": lambda _, tr: problems.stale_button(tr),
    "problems.cancelled": lambda _, tr: problems.cancelled(tr, anything=True),
    "problems.cancelled nothing": lambda _, tr: problems.cancelled(tr, anything=False),
    "publishing.news_list nothing": lambda _, tr: publishing.news_list([], OSLO, tr),
    "publishing.event_list nothing": lambda _, tr: publishing.event_list([], tr),
    "publishing.news_card full": lambda _, tr: publishing.news_card(
        item("Å" * LINE_LIMIT, "x" * BODY_LIMIT), tr
    ),
    "publishing.question news title": lambda _, tr: publishing.question(
        draft(DraftKind.NEWS), [], tr
    ),
    "publishing.question news body": lambda _, tr: publishing.question(
        draft(DraftKind.NEWS, title="x"), [], tr
    ),
    "publishing.question event title": lambda _, tr: publishing.question(
        draft(DraftKind.EVENT), [], tr
    ),
    "publishing.question event when": lambda _, tr: publishing.question(
        draft(DraftKind.EVENT, title="x"), [], tr
    ),
    "publishing.question event place": lambda _, tr: publishing.question(
        draft(DraftKind.EVENT, title="x", when="2026-12-24T18:00:00+01:00"), [], tr
    ),
    "publishing.preview full": lambda _, tr: publishing.preview(
        PublicationPreview(
            draft=draft(
                DraftKind.NEWS, title="Å" * LINE_LIMIT, body="x" * BODY_LIMIT, topic=NO_TOPIC
            ),
            topics=[],
            reach=reach(0),
        ),
        tr,
    ),
    "publishing.published": lambda _, tr: publishing.published(notified=True, tr=tr),
    "publishing.published quietly": lambda _, tr: publishing.published(notified=False, tr=tr),
    "questions.asking nothing": lambda _, tr: questions.asking(draft(DraftKind.QUESTION), tr),
    "questions.asking full": lambda _, tr: questions.asking(
        draft(DraftKind.QUESTION, text="x" * QUESTION_LIMIT), tr
    ),
    "questions.answering full": lambda _, tr: questions.answering(
        Answering(
            question=question("x" * QUESTION_LIMIT, answers=9),
            draft=draft(DraftKind.ANSWER, question="1", text="x" * QUESTION_LIMIT),
        ),
        tr,
    ),
    "questions.answer_card full": lambda _, tr: questions.answer_card(
        question("x" * QUESTION_LIMIT),
        question("x" * QUESTION_LIMIT, answers=1).answers[0],
        tr,
    ),
    "questions.question_card full": lambda _, tr: questions.question_card(
        reply_to("🪨" * (QUESTION_LIMIT // 2), answers=9, back=True), tr
    ),
    "questions.answered full": lambda _, tr: questions.answered(
        reply_to("🪨" * (QUESTION_LIMIT // 2), answers=9, back=True), tr
    ),
    "questions.received": lambda _, tr: questions.received(question("x"), tr),
    "questions.received changed": lambda _, tr: questions.received(reply_to("x"), tr),
    "questions.asked": lambda _, tr: questions.asked(tr),
    "mailbox.mailbox nothing": lambda _, tr: mailbox.mailbox(
        MailboxPage(
            tally=Tally(open=0, overdue=0, answered=0, closed=0), questions=(), page=0, pages=1
        ),
        NOW,
        tr,
    ),
    "status.overview nothing": lambda _, tr: status.overview(
        overview([], newest_backup=None), OSLO, tr, in_flight=8
    ),
    "vocabulary.kinds": lambda _, tr: vocabulary.kinds(dict.fromkeys(TermKind, 1234), tr),
    "vocabulary.term_page nothing": lambda _, tr: vocabulary.term_page(TermKind.TOPIC, [], 3, tr),
    "vocabulary.term_card of each kind": lambda _, tr: [
        vocabulary.term_card(term_card("x", kind, followers=followers), tr)
        for kind in TermKind
        for followers in (0, 1)
    ],
    "vocabulary.step new": lambda _, tr: [
        vocabulary.step(replace(term_step("x", DraftKind.NEW_TERM, kind=kind), kind=kind), tr)
        for kind in TermKind
    ],
    "vocabulary.step new in English": lambda _, tr: vocabulary.step(
        term_step("x", DraftKind.NEW_TERM, kind="topic", nb="x"), tr
    ),
    "welcome.settings_card stopped": lambda _, tr: welcome.settings_card(
        settings("x", subscribed=False), tr
    ),
    "welcome.help_text": lambda _, tr: [welcome.help_text(role, tr) for role in Role],
    "welcome.stopped": lambda _, tr: welcome.stopped(tr),
    "welcome.code_accepted": lambda _, tr: welcome.code_accepted(tr),
}
"""What is shown without."""

MANY: dict[str, Case] = {
    "changes.page": lambda name, tr: changes.page(changes_page(name, entries=500), NOW, tr),
    "progress.report": lambda name, tr: account_of(
        ended(*[result(name, DeliveryState.UNCERTAIN)] * 500), tr
    ),
    "directory.matches": lambda name, tr: directory.matches(
        Matches(words=(name * MESSAGE_LIMIT)[:MESSAGE_LIMIT], partners=[], people=[]), tr
    ),
    "importing.preview": lambda name, tr: importing.preview(
        import_preview(
            name,
            [import_row(name, Verdict.REFUSED, *faults(name)) for _ in range(500)]
            + [import_row(name, Verdict.CHANGED) for _ in range(500)],
            missing=500,
        ),
        tr,
    ),
    "undoing.report": lambda name, tr: undoing.report(
        import_report(
            name,
            ImportState.UNDONE,
            *[Kept(noun="partner", name=name, fields=("name", "terms", "category_id"))] * 500,
        ),
        tr,
    ),
    "joining.links": lambda name, tr: joining.links([partner(name)] * 500, BOT, tr),
    "coverage.on_top": lambda name, tr: coverage.on_top(
        Summary(partners=500, without_members=[name] * 500),
        Text(tr("<b>Partnerne</b>\nHvilke vil du se?")),
        tr,
    ),
    "coverage.partner": lambda name, tr: coverage.partner(partner_coverage(name, 300), tr),
    "publishing.event_list": lambda name, tr: publishing.event_list([event(name)] * 500, tr),
    "status.overview": lambda name, tr: status.overview(
        overview([name] * 500), OSLO, tr, in_flight=8
    ),
}
"""What is shown where there is much of it."""

WRITERS_OWN = {
    "announcing.corrected",
    "announcing.message",
    "announcing.messages",
    "composing.preview",
    "composing.test_to_me",
    "publishing.news_card",
    "publishing.news_card full",
}
"""What has no words of ours, and so is the same in every language."""

ERRORS: list[KlyngebotError] = [
    NotFoundError(),
    NotAllowedError(),
    NotPrivateError(),
    LinkExpiredError(),
    NoDraftError(),
    SentError(7, "Møte <b>"),
    SentError(7, ""),
    IllegalTransitionError(),
    BadInputError("too_long", length=4100, limit=4096, over=4),
    BadInputError("line_too_long", length=121, limit=120),
    BadInputError("changed_since_preview"),
    BadInputError("empty"),
    BadInputError("choose_button", draft=DraftId(LARGEST)),
    BadInputError("nothing_to_send"),
    BadInputError("nobody_to_send_to"),
    *(busy_with(Draft(id=DraftId(LARGEST), kind=kind)) for kind in DraftKind if kind not in TERMS),
    BadInputError("person_taken", name="Kari"),
    BadInputError("search_too_short"),
    BadInputError("bad_email"),
    BadInputError("bad_phone"),
    BadInputError("bad_website"),
    BadInputError("bad_municipality", name="Kari"),
    BadInputError("bad_org_number"),
    BadInputError("day_needs_year"),
    BadInputError("name_taken", name="Kari"),
    BadInputError("org_number_taken", name="Kari"),
    BadInputError("partner_exists", name="Kari"),
    BadInputError("no_card_of_own"),
    BadInputError("no_partner_of_own"),
    BadInputError("last_leader_erase"),
    BadInputError("erase_staff"),
    BadInputError("list_changed"),
    BadInputError("nobody_to_ask"),
    BadInputError("only_text_to_office"),
    BadInputError("asked_too_often", limit=20),
    BadInputError("answered_already"),
    BadInputError("question_changed", draft=LARGEST),
    BadInputError("phone_not_shown", name="Kari"),
    BadInputError("phones_seen", limit=20),
    BadInputError("partner_left", name="Nord"),
    BadInputError("not_to_be_invited", name="Kari"),
    BadInputError("link_is_for", name="Kari"),
    BadInputError("not_a_member", name="Kari"),
    BadInputError("last_leader"),
    BadInputError("when_needs_time"),
    BadInputError("when_passed"),
    BadInputError("when_wrong_weekday", date=date(2026, 12, 24)),
    BadInputError("when_no_such_date"),
    BadInputError("when_no_such_time"),
    BadInputError("when_skipped", instead=datetime(2027, 3, 28, 3, 30, tzinfo=OSLO)),
    BadInputError("when_twice"),
    BadInputError("when_unclear"),
    BadInputError("import_gone"),
    BadInputError("import_not_undoable"),
    BadInputError("file_too_large"),
    BadInputError("file_not_a_table"),
]


@pytest.fixture(params=LOCALES)
def tr(request: pytest.FixtureRequest) -> Translator:
    return translator(request.param)


def texts(shown: Shown) -> list[Text]:
    found = shown if isinstance(shown, list) else [shown]
    return [one for one in found if isinstance(one, Text)]


def keyboard(text: Text) -> list[list[dict[str, str]]]:
    return [[as_json(button) for button in row] for row in text.buttons]


def as_json(button: Button | LinkButton) -> dict[str, str]:
    match button:
        case Button(label, data):
            return {"text": label, "callback_data": encode(data)}
        case LinkButton(label, url):
            return {"text": label, "url": url}


def read(shown: Shown) -> str:
    """Return what a reader sees, after asking the stand-in whether Telegram would take it."""
    seen = []
    for text in texts(shown):
        plain, _ = parse(str(text.html))
        assert 1 <= utf16_length(plain.strip()) <= MESSAGE_LIMIT
        telegram_keyboard.read({"inline_keyboard": keyboard(text)})
        seen += [plain, *(button["text"] for row in keyboard(text) for button in row)]
    return "\n".join(seen)


def public_functions(module: ModuleType) -> set[str]:
    room = module.__name__.rsplit(".", 1)[-1]
    return {
        f"{room}.{name}"
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and inspect.signature(function).return_annotation in {Text, Reply, list[Text], list[Reply]}
    }


def test_every_function_that_shows_something_is_tried() -> None:
    shown = set().union(*(public_functions(module) for module in MODULES))
    tried = {case.split()[0] for case in [*NAMED, *PLAIN]}

    assert shown - tried == set()
    assert tried - shown == set()


@pytest.mark.parametrize("case", NAMED)
@pytest.mark.parametrize("name", NAMES, ids=lambda name: name[:8])
def test_what_is_shown_with_any_name_is_taken_by_telegram(
    case: str, name: str, tr: Translator
) -> None:
    assert read(NAMED[case](name, tr))


@pytest.mark.parametrize("case", NAMED)
@pytest.mark.parametrize("name", [HOSTILE, "&lt;b&gt;", "%(name)s %s", "</b></i>", "a'b\"c"])
def test_a_name_is_shown_as_it_is_written(case: str, name: str, tr: Translator) -> None:
    assert name in read(NAMED[case](name, tr))


@pytest.mark.parametrize("case", PLAIN)
def test_what_is_shown_is_taken_by_telegram(case: str, tr: Translator) -> None:
    assert read(PLAIN[case]("", tr))


@pytest.mark.parametrize("case", MANY)
@pytest.mark.parametrize("name", ["Nord", "Nord Mineral AS", *NAMES], ids=lambda name: name[:12])
def test_much_is_cut_to_what_fits_one_message(case: str, name: str, tr: Translator) -> None:
    assert read(MANY[case](name, tr))


@pytest.mark.parametrize("case", sorted({*NAMED, *PLAIN} - WRITERS_OWN))
def test_bokmal_and_english_are_different_words_and_the_same_buttons(case: str) -> None:
    make = (NAMED | PLAIN)[case]
    bokmal, english = (texts(make("Nord", translator(locale))) for locale in ("nb", "en"))

    assert [actions(text) for text in bokmal] == [actions(text) for text in english]
    assert read(bokmal) != read(english)


def actions(text: Text) -> list[list[str]]:
    return [[button.get("callback_data", "a link") for button in row] for row in keyboard(text)]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: str(error) or type(error).__name__)
def test_every_error_has_a_sentence_of_its_own(error: KlyngebotError, tr: Translator) -> None:
    said = read(problems.problem(error, BOT, tr))

    assert type(error).__name__ not in said
    assert "_" not in said
    assert "%(" not in said


def test_different_errors_are_told_apart(tr: Translator) -> None:
    told = [read(problems.problem(error, BOT, tr)) for error in ERRORS]

    # A move that is not legal means that what it was about has gone: the same sentence is meant.
    assert len(set(told)) == len(told) - 1


@pytest.mark.parametrize(
    ("label", "cut"),
    [
        ("kort", "kort"),
        ("x" * 40, "x" * 40),
        ("x" * 41, "x" * 39 + "…"),
        ("x" * 38 + " yz", "x" * 38 + "…"),
        ("", ""),
    ],
)
def test_a_label_is_cut_to_one_line(label: str, cut: str) -> None:
    assert shortened(label) == cut


def test_every_command_can_be_typed_and_means_one_thing() -> None:
    names = [name for entry in COMMANDS for name in entry.all_names]

    assert len(set(names)) == len(names)
    assert all(re.fullmatch("[a-z0-9_]+", name) for name in names)
    assert all(1 <= len(name) <= 32 for name in names)


def test_a_command_has_a_name_in_every_language() -> None:
    assert command("events").name("nb") == "arrangementer"
    assert command("events").name("en") == "events"
    assert command("events").name("unknown") == "arrangementer"


@pytest.mark.parametrize("role", Role)
def test_help_names_the_commands_of_the_role_and_no_others(role: Role, tr: Translator) -> None:
    said = read(welcome.help_text(role, tr))

    named = {entry.key for entry in COMMANDS if f"/{entry.name(tr.locale)} " in said}
    assert named == {entry.key for entry in COMMANDS if entry.listed and role.reaches(entry.role)}


def test_an_event_is_shown_at_its_own_wall_time(tr: Translator) -> None:
    assert "18:00" in read(publishing.event_card(event("Åpen dag"), tr))


def test_a_page_past_the_end_is_the_last_page(tr: Translator) -> None:
    partners = [partner(f"Nord {number}", number) for number in range(20)]

    last = browsing.category_page(category(), partners, 2, tr)

    assert browsing.category_page(category(), partners, 99, tr) == last
    assert "Nord 19" in read(last)


def test_every_partner_is_on_one_page_of_its_category(tr: Translator) -> None:
    partners = [partner(f"Nord-{number:02}", number) for number in range(20)]

    pages = [read(browsing.category_page(category(), partners, n, tr)) for n in range(3)]

    for number in range(20):
        assert sum(f"Nord-{number:02}" in page for page in pages) == 1


@pytest.mark.parametrize(
    ("number", "shown"),
    [("+4799000001", "+47 990 00 001"), ("+358401234567", "+358 40 1234567")],
)
def test_a_number_is_shown_in_groups(number: str, shown: str, tr: Translator) -> None:
    facts = PersonFacts(name="Kari", phone=number)
    kari = Person(id=PersonId(1), partner_id=PartnerId(1), partner_name="Nord", facts=facts)

    assert shown in read(directory.person_card(PersonCard(person=kari), tr))


@pytest.mark.parametrize(("uncertain", "offered"), [(0, False), (3, True)])
def test_sending_again_is_offered_where_nobody_knows(
    uncertain: int, offered: bool, tr: Translator
) -> None:
    refused = result("Ola", DeliveryState.REFUSED, "Forbidden: bot was blocked by the user")
    report = ended(refused, *[result("Kari", DeliveryState.UNCERTAIN)] * uncertain)

    rows = account_of(report, tr).buttons
    assert any(
        isinstance(b, Button) and isinstance(b.data, SendAgain) for r in rows for b in r
    ) is (offered)


def test_the_newest_backup_is_shown_in_the_zone_of_the_cluster(tr: Translator) -> None:
    shown = overview([], newest_backup=NOW + timedelta(minutes=7))

    assert "10:07" in read(status.overview(shown, OSLO, tr, in_flight=8))


def urls(text: Text) -> list[str]:
    return [button.url for row in text.buttons for button in row if isinstance(button, LinkButton)]


def labels(text: Text) -> list[str]:
    return [button.label for row in text.buttons for button in row]


def test_a_map_is_asked_for_the_place_by_its_own_letters(tr: Translator) -> None:
    kafjord = partner("Nord")
    facts = replace(kafjord.facts, municipality="Kåfjord & co", country="Norge", website="")
    card = PartnerCard(
        partner=replace(kafjord, facts=facts), category=category(), people=None, join_code=None
    )

    (url,) = urls(directory.partner_card(card, BOT, tr))

    assert url == ("https://www.openstreetmap.org/search?query=K%C3%A5fjord%20%26%20co%2C%20Norge")


def test_a_card_with_many_people_says_how_many_there_are(tr: Translator) -> None:
    def shown(count: int) -> str:
        card = PartnerCard(
            partner=partner("Nord"),
            category=category(),
            people=[person(f"Kari {number}") for number in range(count)],
            join_code=None,
        )
        return read(directory.partner_card(card, BOT, tr))

    assert "13" in shown(13)
    assert "12" not in shown(12).replace("Kari 12", "")
    assert "Kari 11" in shown(13)
    assert "Kari 12" not in shown(13)


@pytest.mark.parametrize("people_first", [True, False])
def test_the_best_hit_comes_first_whatever_it_is(people_first: bool, tr: Translator) -> None:
    found = Matches(
        words="nord",
        partners=[partner("Nord AS")],
        people=[person("Kari Nord")],
        people_first=people_first,
        more=True,
    )

    shown = directory.matches(found, tr)

    assert labels(shown)[0].startswith("Kari Nord" if people_first else "Nord AS")
    assert len(str(shown.html).splitlines()) == 2


def test_hits_for_words_too_long_for_a_button_lead_back_to_the_category(tr: Translator) -> None:
    found = Matches(
        words="hvem kan kjerneboring i Finnmark og Troms nå", partners=[partner("N")], people=[]
    )
    longer = replace(found, words="kjerneboringsentreprenører i Øst-Finnmark og Nordland")

    (button,) = directory.matches(found, tr).buttons[0]
    (far,) = directory.matches(longer, tr).buttons[0]

    assert isinstance(button, Button)
    assert isinstance(far, Button)
    assert button.data == OpenPartner(PartnerId(LARGEST), origin="Lskjerneboring finnmark troms na")
    assert far.data == OpenPartner(PartnerId(LARGEST), origin="")


@pytest.mark.parametrize("origin", ["x" * 55, "Ls" + "å" * 28, "q1", "|||", ""])
def test_a_forged_way_back_leads_to_the_category(origin: str, tr: Translator) -> None:
    card = PartnerCard(
        partner=partner("Nord"), category=category(), people=[person("Kari")], join_code=None
    )

    assert read(directory.person_card(person_card("Kari"), tr, origin=origin))
    shown = keyboard(directory.partner_card(card, BOT, tr, origin=origin))

    assert decode(shown[-1][0]["callback_data"]) == ShowCategory(Category.RESEARCH, 0)


def test_a_long_name_leaves_room_for_not_being_informed(tr: Translator) -> None:
    sheet = partner_sheet("Sunniva Gåsvassli-Bergsfjordnes, lærling i brønnteknikk")

    last = labels(cards.partner_sheet(sheet, tr))[-2]

    assert "… · " in last
    assert not last.endswith("…")


def test_a_number_is_offered_until_it_is_shown(tr: Translator) -> None:
    offered = directory.person_card(person_card("Kari"), tr)
    shown = directory.person_card(person_card("Kari", phone="+4778000000"), tr)
    none = directory.person_card(replace(person_card("Kari"), has_phone=False), tr)

    assert [len(offered.buttons), len(shown.buttons), len(none.buttons)] == [3, 2, 2]
    assert [len(labels(card)) for card in (offered, shown, none)] == [4, 3, 2]
