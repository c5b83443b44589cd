"""Every error text of Telegram that the stand-in knows, provoked over HTTP."""

import pytest

from klyngebot.sandbox.methods import METHODS
from unit.sandbox.refusals import PAGE, REFUSALS, SHARED, Refusal, set_the_stage, with_tables
from unit.sandbox.support import Bot


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: f"{refusal.to}: {refusal.reason}")
async def test_it_is_refused_in_these_words(bot: Bot, refusal: Refusal) -> None:
    stage = await set_the_stage(bot)
    params = refusal.resolved(stage)

    if refusal.upload is None:
        answer = await bot(refusal.method, **params)
    else:
        part, name, data = refusal.upload
        answer = await bot.upload(refusal.method, part=part, name=name, data=data, **params)

    assert answer["ok"] is False
    assert (answer["error_code"], answer["description"]) == (refusal.status, refusal.reason)


def test_the_tables_in_the_documentation_are_made_of_the_code_and_this_list() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert with_tables(page) == page, "PYTHONPATH=tests python -m unit.sandbox.refusals writes them"


def test_every_case_belongs_to_a_row() -> None:
    rows = {method.name for method in METHODS.values()} | set(SHARED)

    assert {refusal.to for refusal in REFUSALS} <= rows
