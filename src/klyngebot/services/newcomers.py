"""New cards: somebody new at a partner, and a new partner."""

from collections.abc import Callable

from klyngebot.domain.audit import Action
from klyngebot.domain.cards import Card
from klyngebot.domain.clock import Clock
from klyngebot.domain.drafts import Draft, DraftId, DraftKind
from klyngebot.domain.errors import BadInputError, NoDraftError
from klyngebot.domain.partners import Partner, PartnerFacts, PartnerId, Standing
from klyngebot.domain.people import PersonFacts, PersonId, Source
from klyngebot.domain.roles import Actor, Caller, Role
from klyngebot.domain.terms import TermId
from klyngebot.services.authority import known, require, require_keeper
from klyngebot.services.drafting import check_unchanged, own_draft
from klyngebot.services.entries import county_of
from klyngebot.services.marking import check_category
from klyngebot.services.writing import Writing, open_draft, settled, stands
from klyngebot.store import audit, drafts, partners, people
from klyngebot.store.database import Database, Transaction


class Newcomers:
    """Use cases of writing new cards; what is typed comes through ``Editing.go_on``.

    Args:
        db: The store.
        clock: The time.
        new_code: Makes the unguessable code of a new partner's join link.
    """

    def __init__(self, db: Database, clock: Clock, new_code: Callable[[], str]) -> None:
        self._db = db
        self._clock = clock
        self._new_code = new_code

    async def add_colleague(self, caller: Caller, partner_id: PartnerId) -> Writing:
        """Begin to write the card of somebody new at a partner.

        Raises:
            NotAllowedError: The caller does not look after it.
            BadInputError: They are in the middle of writing something else.
        """
        async with self._db.transaction() as tx:
            actor, partner = await require_keeper(tx, caller, partner_id)
            given = {"partner": str(partner.id)}
            draft = await open_draft(tx, actor, DraftKind.NEW_PERSON, given)
            return Writing(draft=draft, name=partner.name)

    async def add_partner(self, caller: Caller) -> Writing:
        """Begin to write the card of a new partner, or go on with it.

        Raises:
            BadInputError: The caller is in the middle of writing something else.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            draft = await drafts.find(tx, known(actor))
            if draft is None or draft.kind is not DraftKind.NEW_PARTNER:
                draft = await open_draft(tx, actor, DraftKind.NEW_PARTNER, {})
            return await stands(tx, draft)

    async def choose_category(
        self, caller: Caller, draft_id: DraftId, term_id: TermId, *, update_id: int
    ) -> Writing:
        """Fill the category of a new partner.

        Raises:
            NoDraftError: It is finished or cancelled.
            NotFoundError: There is no such category.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            draft = await own_draft(tx, actor, draft_id, DraftKind.NEW_PARTNER)
            await check_category(tx, term_id)
            if not await drafts.has_used(tx, draft, update_id):
                draft = await drafts.set_field(
                    tx, draft, "category", str(term_id), update_id=update_id
                )
            return await stands(tx, draft)

    async def skip(
        self, caller: Caller, draft_id: DraftId, name: str, *, update_id: int
    ) -> Writing:
        """Leave a field of a new card empty.

        Raises:
            NoDraftError: It is finished or cancelled, or a card cannot do without the field.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.CONTACT)
            draft = await own_draft(tx, actor, draft_id)
            if await drafts.has_used(tx, draft, update_id):
                return await stands(tx, draft)
            if (draft.kind, name) not in _OPTIONAL or draft.next_field != name:
                raise NoDraftError
            draft = await drafts.set_field(tx, draft, name, "", update_id=update_id)
            return await stands(tx, draft)

    async def confirm_person(
        self, caller: Caller, draft_id: DraftId, fingerprint: int, *, update_id: int
    ) -> Writing:
        """Put somebody new into the register, hidden until they have been told.

        Raises:
            NoDraftError: It is cancelled, or a field is empty.
            NotAllowedError: The caller looks after that partner no more.
            BadInputError: It is not what was shown, or somebody there has that name.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.CONTACT)
            if (done := await settled(tx, actor, draft_id)) is not None:
                return done
            draft = await own_draft(tx, actor, draft_id, DraftKind.NEW_PERSON)
            _check_whole(draft, fingerprint)
            actor, partner = await require_keeper(
                tx, caller, PartnerId(int(draft.fields["partner"]))
            )
            person_id = await self._put_person(tx, actor, partner, draft)
            card = Card(person_id, is_person=True)
            await drafts.settle(tx, draft, str(card), update_id)
            return Writing(card=card)

    async def confirm_partner(
        self, caller: Caller, draft_id: DraftId, fingerprint: int, *, update_id: int
    ) -> Writing:
        """Put a new partner into the register.

        Raises:
            NoDraftError: It is cancelled, or a field is empty.
            BadInputError: It is not what was shown, or there is a partner of that name.
        """
        now = self._clock.now()
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            if (done := await settled(tx, actor, draft_id)) is not None:
                return done
            draft = await own_draft(tx, actor, draft_id, DraftKind.NEW_PARTNER)
            _check_whole(draft, fingerprint)
            facts = _new_partner(draft)
            if await partners.find_named(tx, facts.name) is not None:
                raise BadInputError("partner_exists", name=facts.name)
            partner_id = await partners.put(tx, facts, join_code=self._new_code())
            await audit.note(tx, actor, Action.PARTNER_ADDED, partner_id, now)
            card = Card(partner_id, is_person=False)
            await drafts.settle(tx, draft, str(card), update_id)
            return Writing(card=card)

    async def _put_person(
        self, tx: Transaction, actor: Actor, partner: Partner, draft: Draft
    ) -> PersonId:
        facts = PersonFacts(
            name=draft.fields["name"], title=draft.fields["title"], email=draft.fields["email"]
        )
        there = await people.find_named(tx, partner.id, facts.name)
        if there is not None and there.left_at is None:
            raise BadInputError("name_taken", name=facts.name)
        now = self._clock.now()
        person_id = await people.put(tx, partner.id, facts, source=Source.OFFICE, now=now)
        await audit.note(tx, actor, Action.PERSON_ADDED, person_id, now)
        return person_id


_OPTIONAL = {
    (DraftKind.NEW_PERSON, "title"),
    (DraftKind.NEW_PERSON, "email"),
    (DraftKind.NEW_PARTNER, "municipality"),
}


def _check_whole(draft: Draft, fingerprint: int) -> None:
    if draft.next_field is not None:
        raise NoDraftError
    check_unchanged(draft, fingerprint)


def _new_partner(draft: Draft) -> PartnerFacts:
    place = draft.fields["municipality"]
    return PartnerFacts(
        name=draft.fields["name"],
        category=TermId(int(draft.fields["category"])),
        standing=Standing.AGREEMENT,
        municipality=place,
        county=county_of(place),
    )
