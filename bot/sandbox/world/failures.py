"""How attempts fail, in the words of the exports' `error_message`."""

from random import Random

FINAL = "BAD_REQUEST"  # the only one after which there is no other attempt
WORDS = (*("RATE_LIMIT",) * 11, *("EMPTY_STREAM",) * 3, "KEY_EXCHANGE_REQUIRED")
TRACEBACK = """{words}
Traceback (most recent call last):
  File "/app/api/chute/util.py", line {line}, in invoke
    async for chunk in _invoke_one(chute, target, args, kwargs):
  File "/app/api/chute/util.py", line {deeper}, in _invoke_one
    raise {name}({words!r})
{last}
"""
EXCEPTIONS = (  # names and words; without words the first line of the message is empty
    ("ClientConnectorError", "Cannot connect to host [host redacted]:8000 ssl:default"),
    ("Exception", "instance said: 'out of memory', after 12,288 MiB"),
    ("TimeoutError", "no first token within 30 s – gave up"),
    ("TimeoutError", ""),
)


def draw_failure(rng: Random) -> str:
    """Return why one of several attempts failed: a constant, or an exception's traceback."""
    if rng.random() < 0.85:
        return rng.choice(WORDS)
    line = rng.randrange(200, 900)
    name, words = rng.choice(EXCEPTIONS)
    last = f"{name}: {words}" if words else name
    return TRACEBACK.format(name=name, words=words, last=last, line=line, deeper=line + 120)


def as_csv(text: str) -> str:
    """Return *text* as a CSV field, quoted only where it must be."""
    if any(character in text for character in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text
