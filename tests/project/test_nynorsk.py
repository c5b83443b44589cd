"""The nynorsk catalogue is nynorsk, in the forms the project has chosen.

Nynorsk lets its writers choose, and a text that mixes reads badly. Chosen here: the e-infinitive,
with j after k and g (trykkje, følgje); feminine nouns in -a (fila, lenka, nyheita); blei, gi, kome.
"""

import re
from collections.abc import Iterator

import pytest

from klyngebot.i18n import LOCALES
from klyngebot.i18n.translator import SOURCE, read_catalogue
from klyngebot.render.menu import COMMANDS

BOKMAL = """
    jeg dem de dere hun en et ett én
    hva hvem hvor hvordan hvorfor hvilken hvilket hvilke hver hvert hvis
    ikke noen noe annen annet egen eget egne selv samme begge
    fra bare mer flere nå ennå fortsatt allerede siden uten innen høyst eksempel vei
    være vært ble kommer gjør gjøre sier ga se vet heter tar spurte skrev skrevet bedt
    finnes vises slettes lagres sendes brukes endres kreves angres godkjennes følges flyttes ses
    slettet lagret endret uendret angret varslet ventet sluttet hentet startet stoppet laget
    avbrutt tatt lest trukket utløpt godkjent godkjente besvart bekreftet bekreftede
    sletter lagrer endrer venter slutter stopper mangler bekrefter samtykker
    velg velger velge valgt følger følge leter lete mente trykker trykke virker virke
    beholder behold holder hold ligger legger gjelder åpne åpner hører høre tilhører trenger
    skriver driver drifter kjør kjøre forstår spørre bekreft bekrefte bekreftelse*
    forhåndsvis* kunngjør kunngjøring* mottaker* avsender* partner* prosjektleder*
    støttespiller* kontakter kontaktene kontaktpersoner* kolleger abonnenter arbeidsgiver*
    personer personene virksomhet* meldinger meldingene meldingen innstillinger* endringer*
    leveringer oppdateringer opplysninge* forespørsel* forespørsler begrunnelse tilknytning
    nyhet* arrangementer* temaer* temaene kategorier* materialer fylker versjoner invitasjoner koder
    filen listen klyngen overskriften bedriften lenken rollen stillingen klokken natten timer
    adressen e-postadressen mappen sandkassen raden fagene fagfeltene varslene svarene språkene
    spørsmålene knapper knappene bokstaver datoer dager måned* uke uken ukedagen minutter ganger
    steder sted navn navnet fornavn etternavn kortnavn nettsted tegn regneark* numre årstall
    ukjent hel sikkerhet* forskning ansvarlig personlig personlige synlig synlige vanlig mulig
    endelig tidlig fortrolig offentlig nyeste viktigste eneste forrige kommende gammel utenlandsk
    utgave* innhold kanaler gruppen rettet rettes purret koble koblet utvalg utvalget videre
"""
"""Forms that are bokmål and not nynorsk; a star stands for any ending. Not here is what is both."""

OTHER_FORMS = "vart vorte verta vera gje gjev gjeve gjera koma lenkje lenkja beklager sikkerheit*"
"""Nynorsk as well, but not the forms chosen here."""


def words_of(text: str) -> set[str]:
    """Return the words of a text; commands, addresses and what is filled in are none."""
    plain = re.sub(r"%\(\w+\)s|<[^>]*>|https?://\S+|\S+@\S+|(?<!\w)/\w+", " ", text)
    return set(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", plain.lower()))


def listed(words: str) -> re.Pattern[str]:
    return re.compile("|".join(word.replace("*", r"\w*") for word in words.split()))


def texts(locale: str) -> Iterator[tuple[str, str]]:
    """Yield each bokmål text with what the catalogue of ``locale`` says, each plural apart."""
    for message in read_catalogue(locale):
        if not message.id:
            continue
        if isinstance(message.id, str):
            yield message.id, str(message.string)
        else:
            yield from zip(message.id, message.string or (), strict=True)


@pytest.mark.parametrize("forms", [BOKMAL, OTHER_FORMS], ids=["bokmål", "not chosen"])
def test_no_word_of_another_form_is_in_the_nynorsk_texts(forms: str) -> None:
    other = listed(forms)

    found = {
        said: sorted(word for word in words_of(said) if other.fullmatch(word))
        for _, said in texts("nn")
    }

    assert {said: words for said, words in found.items() if words} == {}


def test_the_list_would_catch_nearly_every_text_left_in_bokmal() -> None:
    other = listed(BOKMAL)
    different = [bokmal for bokmal, said in texts("nn") if bokmal != said]

    caught = [text for text in different if any(map(other.fullmatch, words_of(text)))]

    assert len(different) > 600
    assert len(caught) > 0.95 * len(different)


@pytest.mark.parametrize("locale", sorted({*LOCALES} - {SOURCE}))
def test_a_text_names_commands_as_the_menu_of_its_language_does(locale: str) -> None:
    known = {command.name(locale) for command in COMMANDS} | {"token"}  # @BotFather's

    named = {
        name for _, said in texts(locale) for name in re.findall(r"(?<![\w/<.)])/([a-z_]+)", said)
    }

    assert named - known == set()
    assert len(named) > 10
