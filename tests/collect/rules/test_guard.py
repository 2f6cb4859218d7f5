"""The guard: a hint where a text seems to be about a child, and silence everywhere else."""

import time

import pytest

from collect.rules.guard import hinted, worries


@pytest.mark.parametrize(
    "text",
    [
        "Emma satt alene.",
        "Den voksne tok Noahs hånd",
        "Voksen trøstet Lea-Marie ved bordet",
        "En voksen hjalp Liv med skoene.",
        "Da kom Sol bort til bordet",
        "«Kom, Jakob», sa den voksne",
    ],
)
def test_a_likely_name_is_hinted_at(text: str) -> None:
    assert worries(text) == ("name",)


@pytest.mark.parametrize(
    "text",
    [
        "Barnet har blåmerker på armen",
        "Mistanke om omsorgssvikt",
        "Er det vold i hjemmet?",
        "Ho fortel om vald heime",
        "Barnet er redd for å dra hjem",
        "Barnet er redd for pappa",
        "Vi bør sende bekymringsmelding",
        "Det kan handle om rus",
        "Barnet sa at det får slag",
        "Meld fra til barnevernet.",
        "The child has bruises",
        "He is afraid to go home",
        "This may be abuse",
    ],
)
def test_a_worry_word_is_hinted_at(text: str) -> None:
    assert worries(text) == ("worry",)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Liv og røre ved bordet.",
        "Storm ute, så alle lekte inne. Sol etterpå.",
        "Alle slags leker var framme, et slag yatzy også.",
        "De voksne lo sammen med barna og satte ord på det som skjedde.",
        "Rolig stemme. Den voksne venter på svar, og følger barnets innspill.",
        "EMMA",
        "emma",
        "Voldsom latter da tårnet falt.",
        "Dei vaksne er rause, og russ heiter ei gruppe ungdom.",
        "Even if the adults waited, the children went on.",
        "CLASS: PK 5, NK 1, tre sykluser kl. 09.00–09.20",
    ],
)
def test_what_is_about_the_adults_is_left_in_peace(text: str) -> None:
    assert worries(text) == ()


def test_both_may_apply_and_one_is_said_of_each_field() -> None:
    assert worries("Emma har blåmerker") == ("name", "worry")
    texts = {
        "cycles-0-note": "Emma har blåmerker",
        "cycles-1-note": "Rolig",
        "cycles-2-note": "vold",
    }
    assert hinted(texts) == [("cycles-0-note", "name"), ("cycles-2-note", "worry")]


def test_the_longest_note_is_looked_through_in_no_time() -> None:
    texts = {f"cycles-{n}-note": "Liv ute. Sol inne. Den Voksne Sa Noe. " * 200 for n in range(3)}
    begun = time.perf_counter()
    assert hinted(texts) == []
    assert time.perf_counter() - begun < 0.5
