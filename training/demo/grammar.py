"""The sentences of the demo: home automation commands and strings of digits."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

DIGITS = "zero one two three four five six seven eight nine".split()
ROOMS = "kitchen bedroom bathroom garden hallway office".split()
DEVICES = "light lamp heater fan radio".split()
OPENINGS = ["window", "door", "curtain"]
NUMBERS = "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty".split()
HOURS = NUMBERS[:11]
DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
MUSIC = "jazz piano rock news".split()
COLOURS = "red green blue yellow white".split()

_Choice = Callable[[Sequence[str]], str]


def _switch(one: _Choice) -> str:
    return f"turn {one(['on', 'off'])} the {one(ROOMS)} {one(DEVICES)}"


def _color(one: _Choice) -> str:
    return f"make the {one(ROOMS)} {one(['light', 'lamp'])} {one(COLOURS)}"


def _opening(one: _Choice) -> str:
    return f"{one(['open', 'close', 'lock'])} the {one(ROOMS)} {one(OPENINGS)}"


def _alarm(one: _Choice) -> str:
    return f"set the alarm to {one(HOURS)}{one([' thirty', ' fifteen', ''])} on {one(DAYS)}"


def _timer(one: _Choice) -> str:
    return f"start a timer for {one(NUMBERS)} {one(['minutes', 'seconds', 'hours'])}"


def _play(one: _Choice) -> str:
    return f"play {one(MUSIC)} in the {one(ROOMS)}"


def _weather(one: _Choice) -> str:
    return f"what is the weather on {one(DAYS)}{one([' morning', ' evening', ''])}"


def _volume(one: _Choice) -> str:
    return f"set the {one(['volume', 'heater'])} in the {one(ROOMS)} to {one(NUMBERS)}"


def _digits(one: _Choice) -> str:
    return " ".join(one(DIGITS) for _ in range(int(one("3456"))))


def _dial(one: _Choice) -> str:
    return f"{one(['call', 'dial'])} {_digits(one)}"


_COMMANDS = (_switch, _color, _opening, _alarm, _timer, _play, _weather, _volume, _dial, _digits, _digits)


def sentences(
    count: int, seed: int, *, without: frozenset[str] = frozenset(), repeated: bool = False
) -> list[str]:
    """Generates `count` sentences that are not in `without`; distinct unless `repeated`.

    Every kind of sentence is as likely as the next, so repetition keeps the short kinds from dying out.

    Raises:
        ValueError: if the grammar does not give so many.
    """
    choice = random.Random(seed)
    found: list[str] = []
    used: set[str] = set()
    for _ in range(100 * count):
        if len(found) == count:
            return found
        sentence = choice.choice(_COMMANDS)(choice.choice)
        if sentence not in without and (repeated or sentence not in used):
            found.append(sentence)
            used.add(sentence)
    raise ValueError(f"expected {count} sentences. Received: {len(found)} from the grammar")
