"""The language of a page's prose, so that rules about English stay silent on what is not English."""

from __future__ import annotations

from collections import Counter

from doclint.facts import fact
from doclint.facts.vocabulary import texts
from doclint.lazy import regex
from doclint.page import Page

UNKNOWN = "und"
"""the language cannot be told (the code that ISO 639-2 has for it)"""

_ENOUGH = 150
"""words that are asked: the share of stop words changes little after them"""
_EVIDENCE = 4
"""stop words that another language must have before it can outvote English"""

_CODE = regex(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]+)*")
_WORD = regex(r"[^\W\d_]+")
_APART = "".join(sign if sign.isalpha() else " " for sign in map(chr, range(128)))
"""the same for ASCII, for `translate`"""

# Frequent words, without those that are frequent words of another of these languages too. A short closed list: a fact
# is a function of the page alone and cannot read a vocabulary.
_STOP_WORDS = {
    "en": "the of and is it for that with are this you be from can or has which have not by they will their your how",
    "de": "der das und ist nicht ein eine mit auf für sich dem den auch wird werden von zu im oder einer sind bei",
    "fr": "le les et des une est pour dans qui sur par avec pas ce cette sont aux plus ou vous nous du au être",
    "es": "el los las y una del por con para su más como pero este esta son ser también puede sus al muy",
    "it": "il che di non è per della sono gli nel alla dei delle anche più questo questa degli dal può essere",
    "pt": "os uma não mais são dos das ao foi pelo pela também seu sua você isso muito mas às até há",
    "nl": "het een van en dat niet zijn voor op te met wordt ook naar deze worden bij heeft kan aan door maar",
    "sv": "och att det som på är av för inte till ett med kan har från eller också vara när",
    "pl": "się nie jest na że przez oraz dla są jak może być tym które",
}
_LANGUAGES = {word: name for name, words in _STOP_WORDS.items() for word in words.split()}


@fact
def language(page: Page) -> str:
    """The code of the page's language (`en`), or `UNKNOWN`: from the front matter, else by the stop words of its prose.

    A page with no evidence either way counts as English if its letters are mostly ASCII.
    """
    return _stated(page) or _voted(page)


def _stated(page: Page) -> str:
    for key in ("lang", "language"):
        given = str(page.front_matter.get(key) or "")
        if given.lower() == "english":
            return "en"
        if code := _CODE.fullmatch(given):
            return code[1].lower()
    return ""


def _voted(page: Page) -> str:
    words = list[str]()
    for text in texts(page):
        words += text.translate(_APART).split() if text.isascii() else _WORD.findall(text)
        if len(words) >= _ENOUGH:
            break
    words = words[:_ENOUGH]
    votes = Counter(filter(None, map(_LANGUAGES.get, words)))
    winner, most = max(votes.items(), key=lambda vote: (vote[1], vote[0] == "en"), default=("en", 0))
    if winner != "en" and most >= _EVIDENCE:
        return winner
    letters = "".join(words)
    plain = letters.isascii() or sum(letter.isascii() for letter in letters) * 2 >= len(letters)
    return "en" if plain else UNKNOWN
