"""Who sees what of a person: decided here, for the card, the look-up and every file."""

from dataclasses import replace

from klyngebot.domain.people import Person, PersonField, Visibility
from klyngebot.domain.roles import Actor, Role


def may_find(actor: Actor, person: Person) -> bool:
    """Return whether ``actor`` may know that ``person`` is there."""
    if not actor.has(Role.MEMBER):
        return False
    return person.is_listed or _keeps(actor, person)


def may_see(actor: Actor, person: Person, field: PersonField) -> bool:
    """Return whether ``actor`` may see ``field`` of ``person``."""
    if not may_find(actor, person):
        return False
    if actor.role is Role.LEADER or actor.person_id == person.id:
        return True
    match person.seen_by.of(field):
        case Visibility.MEMBERS:
            return True
        case Visibility.PARTNER:
            return actor.partner_id == person.partner_id
        case Visibility.NOBODY:
            return False


def as_seen_by(actor: Actor, person: Person) -> Person:
    """Return ``person`` without what ``actor`` may not see."""
    facts = replace(
        person.facts,
        email=person.facts.email if may_see(actor, person, PersonField.EMAIL) else "",
        phone=person.facts.phone if may_see(actor, person, PersonField.PHONE) else "",
        languages=person.facts.languages if may_see(actor, person, PersonField.LANGUAGES) else "",
    )
    seen = may_see(actor, person, PersonField.COMPETENCES)
    return replace(person, facts=facts, competences=person.competences if seen else ())


def _keeps(actor: Actor, person: Person) -> bool:
    if person.left_at is not None:  # what they agreed to show is withdrawn
        return actor.role is Role.LEADER
    return actor.person_id == person.id or actor.looks_after(person.partner_id)
