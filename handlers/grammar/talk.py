"""What asks for nothing: greetings, thanks, a slip taken back, and words of other languages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

EMOJI = re.compile(r":[a-z0-9_+'-]+:|[^\w\s]+", re.ASCII | re.IGNORECASE)
TALK_KINDS = {
    "hello": "hi hello hey heya hiya yo howdy greetings morning afternoon evening day sup",
    "thanks": "thanks thank thx thanx ty tysm cheers thankyou appreciated appreciate kudos",
    "fine": "ok okay k kk cool nice great perfect awesome lovely excellent brilliant wow lol haha "
    "hah lmao fine alright sure understood noted done yes yep yeah yup no nope nah hmm hm oh ah "
    "interesting amazing neat sweet wonderful impressive super",
    "never mind": "nevermind nvm stop cancel undo abort quit exit forget ignore sorry oops whoops",
    "bye": "bye goodbye ciao later night",
    "who": "test testing ping",
}
SEVERAL = {
    "hello": "how are you|how's it going|hows it going|what's up|whats up|are you there|you there",
    "thanks": "well done|good bot|good job|nice work|great job|nice one",
    "fine": "got it|makes sense|i see|good to know|sounds good|no problem",
    "never mind": "never mind|forget it|forget that|my bad|wrong channel",
    "bye": "see you|good night|cya",
}
TALK_WORDS = """
a again all and bot chutes dear everyone folks for friend good guys help here i is it it's its
just lot man many mate me much my now of on please pls really right sir so team that that's thats
the there this to u very was well you your
"""
TALK_REPLIES = {
    "hello": "Hi! Ask me about Chutes, for example:",
    "thanks": "You're welcome!",
    "fine": "Glad to help. What next?",
    "never mind": "Nothing to take back here. Reports and exports have *Undo* and *Cancel* buttons "
    "of their own, and `digest off` stops a digest.",
    "bye": "See you!",
    "who": "I'm here. Ask me about Chutes, for example:",
}
WITH_TRIES = ("hello", "fine", "who")
FOREIGN_WORDS = """
abbiamo aujourd'hui ausgegeben avec avons ayer bedankt bis bitte bonjour buenos ciao combien cual
cuanto cuesta cuál cuánto dank danke depense depuis der derniere dernière desde dime dzisiaj
dzięki dépensé días ein eine est favor fuer gastado gastamos gastámos gekostet gestern gisteren
gracias grazie haben hallo hasta hebben heute hier hoeveel hoi hoje hola hoy hur ieri igår ile
jetzt kosten langsam les letzte letzten letzter maand merci mes mese miesiąc mir modele modell
modelle modello modelo modèle moi mois monat monats montre muéstrame mycket mês nicht nous nutzung
obrigado oggi olá ontem pasada passada perché por pourquoi quale quanta quanto que quel quelle qué
rapide rápido salut schnellste schnellsten scorsa seit semaine semana settimana sind snelste sont
speso tack tydzień ueber und une uso utilisation vandaag veloce verbrauch viel viele von
vorgestern vorige warum wczoraj welche welches welk wer wie wir woche wydaliśmy zeig zeige
zwischen
"""
HOW_IT_IS = frozenset(["ok", "okay", "fine", "alright"])  # asked, after `is` or `are`
AROUND_TALK = frozenset(TALK_WORDS.split())
FOREIGN_TALK = frozenset(FOREIGN_WORDS.split())
MARKS = "¿¡.,!?;:()…"
LAST_ASCII = 127
FOREIGN_SHARE = 0.5  # of the words


@dataclass(frozen=True)
class Talk:
    """A sentence to say, and whether lines to try help."""

    sentence: str
    with_tries: bool = False


def small_talk(words: Sequence[str]) -> Talk | None:
    """Return what to say to *words* that ask for nothing; None if they may ask for something."""
    plain = [word for word in (_bare(word) for word in words) if word]
    if not plain:
        is_emoji = any(word.strip(MARKS) for word in words)
        return Talk(TALK_REPLIES["fine"], with_tries=True) if is_emoji else None
    said = " ".join(plain)
    if plain[0] in ("is", "are") and {*plain} & HOW_IT_IS:
        return None
    for kind, single in TALK_KINDS.items():
        phrase = next((one for one in SEVERAL.get(kind, "").split("|") if one and one in said), "")
        rest = (said.replace(phrase, "") if phrase else said).split()
        known = {*single.split()}
        if (phrase or known & {*rest}) and all(word in known | AROUND_TALK for word in rest):
            return Talk(TALK_REPLIES[kind], kind in WITH_TRIES)
    return None


def is_foreign(words: Sequence[str]) -> bool:
    """Whether most of *words* are of another language than English, or of another script."""
    plain = [word for word in (_bare(word) for word in words) if word]
    known = [word for word in plain if word in FOREIGN_TALK or _is_of_other_script(word)]
    return bool(known) and len(known) >= FOREIGN_SHARE * len(plain)


def speaks_otherwise(words: Sequence[str]) -> bool:
    """Whether two words or more, and most, are of another language: what follows a command may be
    a name of any script."""
    known = [word for word in words if type(word) is str and _bare(word) in FOREIGN_TALK]
    return len(known) > 1 and len(known) >= FOREIGN_SHARE * len(words)


def _bare(word: str) -> str:
    """Return *word* in small letters without punctuation; "" for an emoji."""
    return "" if EMOJI.fullmatch(word) else word.lower().strip(MARKS)


def _is_of_other_script(word: str) -> bool:
    return any(char.isalpha() and ord(char) > LAST_ASCII for char in word)
