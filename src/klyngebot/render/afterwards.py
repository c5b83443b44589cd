"""What became of an announcement, partner by partner."""

from markupsafe import Markup

from klyngebot.domain.accounts import FullAccount, Share
from klyngebot.domain.broadcasts import BroadcastId
from klyngebot.domain.deliveries import DeliveryState, RecipientResult
from klyngebot.i18n import Translator
from klyngebot.render.data import ShowAccount, ShowPartnerAccount
from klyngebot.render.outcomes import reason, state_name
from klyngebot.render.pages import named, page
from klyngebot.render.reply import Button, Text, lines, paragraphs, shortened

NAME = 40
"""Characters of a name."""


def partners(found: FullAccount, number: int, tr: Translator) -> Text:
    """Show a page of the account, a line for each partner, the worst first."""
    id_ = found.report.broadcast.id
    shown, turn = page(shares(found, tr), number, lambda one: ShowPartnerAccount(id_, one), tr)
    delivered = sum(share.count(DeliveryState.DELIVERED) > 0 for share in found.partners)
    head = tr(
        "<b>Per partner.</b> Levert til noen hos %(reached)s av %(all)s.",
        reached=tr.number(delivered),
        all=tr.number(len(found.partners)),
    )
    return Text(paragraphs(head, lines(*shown)), [*turn, [back(id_, tr)]])


def shares(found: FullAccount, tr: Translator) -> list[Markup]:
    """Return a line for each partner, then for those without one, and for the groups."""
    return [
        *(_share(shortened(share.name, NAME), share, tr) for share in found.partners),
        *(
            _share(name, share, tr)
            for name, share in (
                (tr.label("Uten partner"), found.without_partner),
                (tr.label("Grupper og kanaler"), found.groups),
            )
            if share.total
        ),
    ]


def _share(name: str, share: Share, tr: Translator) -> Markup:
    delivered, total = share.count(DeliveryState.DELIVERED), share.total
    said = tr(
        "%(name)s: %(delivered)s av %(total)s",
        name=name,
        delivered=tr.number(delivered),
        total=tr.number(total),
    )
    if not share.missed:
        return said
    names = [missed(one, tr) for one in share.missed]
    return tr("%(said)s (%(missed)s)", said=said, missed=named(names, tr))


def missed(result: RecipientResult, tr: Translator) -> str:
    """Name somebody who has not got it, and say why."""
    return tr.label(
        "%(state)s: %(name)s – %(why)s",
        state=state_name(result.state, tr),
        name=shortened(result.name or tr.label("slettet"), NAME),
        why=reason(result, tr),
    )


def back(broadcast_id: BroadcastId, tr: Translator) -> Button:
    """Return the way back to the account."""
    return Button(tr.label("Tilbake"), ShowAccount(broadcast_id))
