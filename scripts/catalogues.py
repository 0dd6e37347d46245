"""Bring the gettext catalogues up to date with the templates: python scripts/catalogues.py [--check]

New messages come in empty, messages that are gone go out, translations stay. --check changes nothing and fails
when a catalogue is not up to date or a message has no translation.
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from kabar.fetch.answers import STATUS_WORDS
from kabar.sources.health import ADVICE
from kabar.web.troubles import FORMS, sentences

SOURCE = Path(__file__).parent.parent / "src" / "kabar"
OPTIONS = {
    "extensions": "jinja2.ext.i18n,jinja2.ext.do",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
    "newstyle_gettext": "true",
}
# Fixed words that reach templates from elsewhere: sections (IPTC), sign-in, times.
TROUBLES = (  # of sources, besides those of STATUS_WORDS and ADVICE
    "The name of the server is not known (DNS).",
    "No connection to the server.",
    "The server does not answer at all.",
    "The server refuses connections.",
    "The server cut the connection.",
    "The answer broke off in the middle.",
    "The answer is a decompression bomb.",
    "The server has a fault.",
    "There is no way to the server; is this machine online?",
    "No secure connection could be agreed on (TLS).",
    "This is a web page, not a feed.",
    "This is a list of feeds (OPML), not a feed; import it.",
    "Only http and https addresses can be fetched.",
    "This is Kabar's own address: it does not read itself.",
)
EXTRA: tuple[str | tuple[str, str], ...] = (
    "just now",
    "in a moment",
    "The name or the password is not right.",
    "The present password is not right.",
    "The two new passwords differ.",
    "This sign-in link was used already or is too old. Make a new one: kabar accounts link NAME.",
    "Only an admin may do that.",
    "Give the address of a feed, a site or an article.",
    "The address is too long.",
    "There is no feed and no article at this address.",
    "Choose an OPML file first.",
    "Watch at the outlet",
    "Listen at the outlet",
    "At the outlet",
    "That is more than a rule may hold.",
    "This is no day.",
    "Give the outlet's host, for example example.org.",
    "Write at least one selector; to end the rule, remove it.",
    "Your rule for this outlet found nothing to keep on this page; the usual way was taken.",
    "the page is a list of other pages",
    "the page asks for consent instead of showing the article",
    "the page shows only the beginning of the article",
    "the page is an error page",
    "the page holds no article",
    "the page holds no text",
    "the page shows its text only to browsers that run its scripts",
    "the page asks for proof that a person reads it",
    "the page holds a film and little text",
    "the page was not read",
    "the page's text is shorter than the feed's own",
    "no text was found on the page",
    "Give the story's number or the address of its page.",
    "Choose a story, or give the number or address of one.",
    "Word-for-word copy of",
    "Edited copy of",
    "Translated copy of",
    "fetched",
    "this is no list of sources (OPML), or an empty one",
    "choose at least one report of the story",
    "these are all reports of the story: leave at least one in it",
    "Arts, culture, entertainment and media",
    "Conflict, war and peace",
    "Crime, law and justice",
    "Disaster, accident and emergency incident",
    "Economy, business and finance",
    "Education",
    "Environment",
    "Health",
    "Human interest",
    "Labour",
    "Lifestyle and leisure",
    "Politics and government",
    "Politics",
    "Religion",
    "Science and technology",
    "Society",
    "Sport",
    "Weather",
    # Mistakes in rules, from rank/
    "say when: words, or field:words",
    "this bracket closes nothing",
    "this bracket is not closed",
    "the rule is nested too deep",
    'here a word, a "text" or a /pattern/ is missing',
    'this text is not closed: a " is missing',
    "this pattern is not closed: a / is missing",
    "the pattern is empty",
    "the pattern is too large: repeat less",
    "a repeat cannot be repeated",
    "the second number is smaller than the first",
    "nothing to repeat before this",
    "look-around and named groups are not known here; (?: and ( are",
    "brackets are nested too deep",
    "a backslash needs a character after it",
    "a reference back to a group is not known here",
    "tag needs a name: tag flood if …",
    "after the tag's name comes if: tag flood if …",
    "a number comes after by: lower by 2",
    "there is no rule in that line",
    # Titles of messages, from digest/typesetting.py
    "A test from Kabar",
    "New in: %(headline)s",
    "Your day in Kabar, %(day)s",
    "Your week in Kabar, %(day)s",
    ("%(num)s story for you", "%(num)s stories for you"),
    # What may be wrong with a way to reach people, from service/noticing.py
    "That is no mail address; one looks like name@example.org.",
    "That is no Apprise address; one looks like ntfy://topic.",
    "Apprise does not know such an address, or something is missing in it; its own pages list them.",
    "Kabar ended while it was being sent; it may have arrived, so it is not sent again by itself",
    "Choose between 1 and 50 alerts a day.",
    "Choose between 1 and 20 independent reports.",
    "A digest has between 3 and 30 stories.",
)


def wanted() -> dict[object, list[str]]:
    """Every message and where it is used."""
    found: dict[object, list[str]] = {}
    pages = sorted((SOURCE / "web" / "templates").glob("*.html"))
    mails = sorted((SOURCE / "digest" / "templates").glob("*.*"))
    for path in (*pages, *mails):
        with path.open("rb") as stream:
            for _, _, message, _ in babel_extract(stream, ("_", "gettext", "ngettext"), (), OPTIONS):
                key = message if isinstance(message, str) else tuple(m for m in message if isinstance(m, str))
                found.setdefault(key[0] if isinstance(key, tuple) and len(key) == 1 else key, []).append(
                    path.name
                )
    troubles = [f"{words[:1].upper()}{words[1:]} (status 404)." for words in STATUS_WORDS.values()]
    known = (
        part for message in (*troubles, *ADVICE.values(), *TROUBLES) for part in sentences(message) if part
    )
    for message in (*EXTRA, *FORMS, *dict.fromkeys(known)):
        found.setdefault(message, []).append("elsewhere")
    return found


def updated(locale: str) -> tuple[bytes, list[str]]:
    """The catalogue of *locale* as it should be, and the messages without a translation."""
    path = SOURCE / "locale" / locale / "LC_MESSAGES" / "kabar.po"
    with path.open("rb") as stream:
        old = read_po(stream, locale=locale)
    new = Catalog(locale=locale, project="Kabar", header_comment="# Kabar's words.", fuzzy=False)
    if locale == "id":  # Babel's own table lacks Indonesian, which has one form
        new.mime_headers = [("Plural-Forms", "nplurals=1; plural=0;")]
    missing: list[str] = []
    for message, places in sorted(wanted().items(), key=lambda item: str(item[0])):
        singular = message[0] if isinstance(message, tuple) else str(message)
        before = old.get(singular)
        text = before.string if before else None
        if locale == "en":
            text = message  # English is what stands in the templates; here it can be improved without them
        if not text or not any(text):
            missing.append(singular)
        new.add(message, text or ("" if isinstance(message, str) else ("",) * new.num_plurals))
        new[singular].auto_comments = [", ".join(dict.fromkeys(places))]
    out = io.BytesIO()
    write_po(out, new, width=110, omit_header=True)
    plural = f"nplurals={new.num_plurals}; plural={new.plural_expr};"
    header = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {locale}\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {plural}\\n"\n\n'
    )
    return header.encode() + out.getvalue(), missing


def main() -> int:
    """Write or check both."""
    failed = False
    for locale in ("en", "id"):
        path = SOURCE / "locale" / locale / "LC_MESSAGES" / "kabar.po"
        document, missing = updated(locale)
        for message in missing:
            print(f"{locale}: no translation: {message}")
        if "--check" in sys.argv:
            failed |= bool(missing) or path.read_bytes() != document
        else:
            path.write_bytes(document)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
