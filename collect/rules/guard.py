"""A gentle look at free text: does it seem to be about a child? It hints, and never stops anything."""

import re
from collections.abc import Mapping

# A short list of our own making: first names that are common among children in Norway. Names that
# are words as well (second list) count only inside a sentence, where a capital makes them names.
_NAMES = frozenset(
    """
    Ada Adam Adrian Agnes Ahmed Aisha Aksel Albert Aleksander Alex Alexander Alfred Ali Alma
    Alva Amalie Amanda Amina Amir Anna Anton Arthur Astrid Aurora Ayla Benjamin Birk Casper
    Celine Christian Christoffer Daniel David Ebba Edith Edvard Eira Elias Elise Ella Ellinor
    Elvira Emil Emilie Emily Emma Emrik Erik Eva Fatima Fillip Filip Fredrik Frida Gabriel
    Hannah Hanna Hanne Hassan Hedda Hedvig Helene Helmer Henrik Herman Hermine Hennie Hugo
    Håkon Ibrahim Ida Ines Ingeborg Ingrid Isabella Isak Iben Ivar Jakob Jenny Jens Jenine
    Johan Johannes Jonas Jonathan Josefine Julian Julie Kasper Kristian Lea Leah Leon Leona
    Liam Lilly Linnea Linus Lotta Louise Lucas Lukas Luca Ludvig Luna Mads Maja Malin Maria
    Marie Marius Mariam Markus Martin Martine Mathea Mathias Mathilde Matheo Maya Mia Mie
    Mikael Mikkel Mikkeline Mille Milla Mohammad Mohamed Muhammad Nathaniel Nicolai Nikolai
    Noah Noor Nora Odin Oda Ola Olav Ole Olea Oliver Olivia Omar Oskar Othilie Philip Pia
    Rebekka Sander Sandra Sara Sarah Sebastian Selma Sigrid Sigurd Simon Sindre Sofia Sofie
    Solveig Sondre Stella Sunniva Synne Teodor Thea Theo Theodor Tilde Tiril Tobias Tomine
    Trym Tuva Ulrik Ulrikke Victor Victoria Vilde Viljar Vilma Vincent William Yasmin Youssef
    Yusuf Zahra Øyvind
    """.split()
)
_NAMES_THAT_ARE_WORDS = frozenset(
    "Ask August Bjørn Dina Even Falk Frøya Gry Iver Jo Kaja Lilje Liv Lykke Mai Magnus Max Mina "
    "My Nova Sol Storm Tor Vilja Vår Ylva Åse".split()
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SENTENCE_ENDS = re.compile(r"(?:^|[.!?:\n–—-])[\s\"«»()]*$")

# Norwegian (bokmål and nynorsk) and English words of worry; whole words, or stems that go on.
_WORRY = re.compile(
    r"""\b(?:
      omsorgss?vikt | vanskjøtsel | vanskjøtt\w* | forsøm\w* | mishandl\w* | misbruk\w* | incest
    | vold | volds(?!om)\w* | voldelig\w* | valdeleg\w* | vald\s+(?:mot|i|heime)
    | (?<!alle\ )(?<!all\ )(?<!hva\ )(?<!kva\ )(?<!et\ )(?<!eit\ )(?<!samme\ )(?<!same\ )slag
    | (?:får|fikk|fått|fekk)\s+(?:juling|bank)
    | (?:blir|ble|blitt|vart|blei|vorte)\s+(?:slått|slegen|sparka|sparket|lugget|klypt)
    | (?:mamma|pappa|mor|far|foreldrene|foreldra)\s+(?:slår|slo|sparker|skriker)
    | blåmerk\w*
    | rus | ruset | rusa | rusmid\w* | rusmis\w* | rusproblem\w* | beruset | overstadig
    | barnevern\w* | overgrep\w* | bekymringsmelding\w* | uromelding\w* | avvergeplikt\w*
    | selvskad\w* | sjølvskad\w*
    | redd(?:e)?\s+for\s+(?:å\s+)?(?:dra|gå|reise|komme|kome|mamma|pappa|mor|far|hjem|heim)\w*
    | vil\s+(?:ikke|ikkje)\s+(?:hjem|heim|dra|gå\s+hjem|gå\s+heim)
    | neglect\w* | abus(?:e|ed|ive|er) | violen(?:t|ce) | bruis(?:e|es|ed|ing) | beaten
    | drunk | drugs? | child\s+(?:protection|welfare)\s+service\w* | report\s+of\s+concern
    | (?:afraid|scared)\s+(?:of\s+(?:her|his|their)\s+\w+|to\s+go\s+home)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)


def worries(text: str) -> tuple[str, ...]:
    """Return which hints a text deserves: `name` for a child's likely name, `worry` for a worry word."""
    found = []
    if has_likely_name(text):
        found.append("name")
    if _WORRY.search(text):
        found.append("worry")
    return tuple(found)


def has_likely_name(text: str) -> bool:
    """Whether a capitalised word is a common first name of a child, in any case but an abbreviation."""
    for match in _WORD.finditer(text):
        word = match[0]
        if not word[0].isupper() or (len(word) > 1 and word.isupper()):
            continue
        for name in {word, word.removesuffix("s"), word.partition("-")[0]}:
            if name in _NAMES:
                return True
            if name in _NAMES_THAT_ARE_WORDS and not _begins_sentence(text, match.start()):
                return True
    return False


def _begins_sentence(text: str, at: int) -> bool:
    return _SENTENCE_ENDS.search(text[max(0, at - 20) : at]) is not None


def hinted(texts: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return (name of the field, hint) for the free texts of a sheet; one hint for each is enough."""
    return [(name, hint) for name, text in texts.items() for hint in worries(text)[:1]]
