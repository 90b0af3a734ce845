"""Templates of commands: what is refused and how, words that an alphabet cannot spell, sampling."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.native.client import ROOT
from tests.native.commands import LIGHTS, simple, write_templates

pytest.importorskip("hassil")

from deepspeech.grammar import GrammarError, Spelling, build_automaton, compile_templates
from deepspeech.grammar.fit import unspellable, without_unspellable
from deepspeech.grammar.templates import read_templates

sys.path.append(str(ROOT / "data" / "lm"))
from sentences import draw

LETTERS = set("abcdefghijklmnopqrstuvwxyz' ")


def english() -> Spelling:
    return Spelling(missing=lambda text: [c for c in text if c not in LETTERS])


def values(*listed: object) -> dict[str, object]:
    return {"x": {"values": list(listed)}}


REFUSED = {
    "not YAML": ("language: en\nintents: [", r"row \d of .*: expected YAML"),
    "a list": ("- 1\n", "expected a template file of hassil"),
    "no language": ("intents: {A: {data: [{sentences: [go]}]}}", "expected language, such as"),
    "no intents": ("language: en\n", "expected intents with data and sentences"),
    "intents of a wrong type": ("language: en\nintents: [A]\n", "intents of .*: expected names with values"),
    "no data": ("language: en\nintents: {A: {}}\n", "data of intent A of .*: expected a list"),
    "no sentences": ("language: en\nintents: {A: {data: [{}]}}\n", "intent A: expected sentences, a list"),
    "a number": (simple(5), r"sentence 1 of intent Do: expected a text. Received: 5"),
    "true": (simple(True), "YAML takes on, off, yes and no for true and false"),
    "open bracket": (simple("go", "turn [on"), "sentence 2 of intent Do: expected a template"),
    "empty": (simple(""), "sentence 1 of intent Do: expected a template"),
    "without words": (simple("[.]"), "expected words. Received: none"),
    "unknown list": (simple("go {x}"), r"expected a list of lists. Received: \{x\}; there are none"),
    "unknown rule": (simple("go <x>", expansion_rules={"y": "a"}), "Received: <x>; there are y"),
    "rule in itself": (simple("go <x>", expansion_rules={"x": "a [<y>]", "y": "<x>"}), "refer to themselves"),
    "wildcard": (simple("go {x}", lists={"x": {"wildcard": True}}), "list x, used in .*Received: wildcard"),
    "empty list": (simple("go {x}", lists={"x": {"values": []}}), "values of list x: expected at least one"),
    "list of another kind": (simple("go {x}", lists={"x": {"valeus": ["a"]}}), "expected values or a range"),
    "value without in": (simple("{x}", lists={"x": {"values": [{"out": 1}]}}), "in of value 1 of list x"),
    "value on": (simple("{x}", lists={"x": {"values": ["a", True]}}), "value 2 of list x: .*quotation marks"),
    "value of a wrong type": (simple("{x}", lists=values({"in": "a", "out": [1]})), "out of value 1"),
    "line break": (simple("{x}", lists=values({"in": "a", "out": "b\nc"})), "without line breaks"),
    "list in a list": (simple("{x}", lists=values("{y}") | {"y": {"values": ["a"]}}), "refers to no list"),
    "range upside down": (simple("{x}", lists={"x": {"range": {"from": 5, "to": 1}}}), "expected from ≤ to"),
    "range without end": (simple("{x}", lists={"x": {"range": {"from": 5}}}), "to of range|to of list x"),
    "large range": (simple("{x}", lists={"x": {"range": {"from": 0, "to": 10**8}}}), "at most 20000 numbers"),
    "unknown language": (simple("{0..3:x}") | {"language": "xx"}, "language whose numbers can be spelled"),
    "seven in any order": (simple("(a;b;c;d;e;f;g)"), "at most 6 items in any order"),
    "long sentence": (simple("a " * 600), "expected at most 512 words"),
    "slot of a wrong type": (
        {"language": "en", "intents": {"A": {"data": [{"sentences": ["a"], "slots": {"s": None}}]}}},
        "slot s of intent A: expected a text, a number",
    ),
    "skip word": (simple("a", skip_words=[1]), "skip_words: expected a word"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_templates_that_are_refused(tmp_path: Path, name: str) -> None:
    templates, message = REFUSED[name]
    path = write_templates(tmp_path, templates)
    with pytest.raises(GrammarError, match=message) as error:
        compile_templates([path])
    assert "\n" not in str(error.value)


def test_deep_rules_and_files_that_cannot_be_read(tmp_path: Path) -> None:
    rules = {f"r{n}": f"<r{n + 1}>" for n in range(60)} | {"r60": "a"}
    with pytest.raises(GrammarError, match="at most 40 groups and rules"):
        compile_templates([write_templates(tmp_path, simple("<r0>", expansion_rules=rules))])
    with pytest.raises(GrammarError, match="cannot be read: No such file"):
        compile_templates([tmp_path / "missing.yaml"])
    (tmp_path / "latin.yaml").write_bytes(b"language: en # \xe9\n")
    with pytest.raises(GrammarError, match=r"must be UTF-8. Received: byte 0xe9"):
        compile_templates([tmp_path / "latin.yaml"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(GrammarError, match="expected a folder with template files"):
        compile_templates([tmp_path / "empty"])
    with pytest.raises(GrammarError, match=r"language of .*: expected en, as before"):
        first = write_templates(tmp_path, simple("a"), "a.yaml")
        compile_templates([first, write_templates(tmp_path, {"language": "de"}, "b.yaml")])


def test_grammars_that_become_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    templates = simple(" ".join("[{0..99:a}]" for _ in range(10)), lists={})
    monkeypatch.setattr("deepspeech.grammar.automaton.MAX_ARCS", 1000)
    with pytest.raises(GrammarError, match="expected a grammar with at most"):
        compile_templates([write_templates(tmp_path, templates)])


def test_equal_ends_are_shared(tmp_path: Path) -> None:
    """A list behind a hundred sentences is there once."""
    values = [f"v{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(200)]
    sentences = [f"go{chr(97 + n % 26)}{chr(97 + n // 26)} to {{x}} now" for n in range(100)]
    path = write_templates(tmp_path, simple(*sentences, lists={"x": {"values": values}}))
    automaton = build_automaton(read_templates([path], Spelling()))
    assert sum(len(state.arcs) for state in automaton.states) == 100 + 1 + 200 + 1


def test_words_that_the_alphabet_cannot_spell(tmp_path: Path) -> None:
    path = write_templates(tmp_path, simple(
        "set {level}[%]", "channel 5", "caf\u00e9 {x}", "<r> air-conditioner, please!",
        skip_words=["s\u00f1", "uh"],
        expansion_rules={"r": "(na\u00efve|plain)"},
        lists={"level": {"range": {"from": 1, "to": 2}}, "x": {"values": ["a", "b2"]}},
    ))  # fmt: skip
    grammar = read_templates([path], english())
    found = unspellable(grammar, english())
    assert [line.partition(" spell ")[2] for line in found] == [
        "\"s\u00f1\" of skip_words: it lacks '\u00f1' (U+00F1)",
        "\"%\" of sentence 1 of intent Do (\"set {level}[%]\"): it lacks '%' (U+0025)",
        "\"5\" of sentence 2 of intent Do (\"channel 5\"): it lacks '5' (U+0035)",
        "\"caf\u00e9\" of sentence 3 of intent Do (\"caf\u00e9 {x}\"): it lacks '\u00e9' (U+00E9)",
        "\"b2\" of value 2 of list x: it lacks '2' (U+0032)",
        "\"na\u00efve\" of expansion rule r: it lacks '\u00ef' (U+00EF)",
    ]  # fmt: skip
    kept, lost = without_unspellable(grammar, english())
    assert lost == ['sentence 2 of intent Do ("channel 5")', 'sentence 3 of intent Do ("caf\u00e9 {x}")']
    assert kept.skipped == ["uh"] and not unspellable(kept, english())
    said = {sample.text.removesuffix(" uh").removeprefix("uh ") for sample in draw(kept, 50, 1)}
    assert said == {"set one", "set two", "plain air conditioner please"}


def test_an_alphabet_with_a_hyphen_keeps_it() -> None:
    spelling = Spelling(missing=lambda text: [c for c in text if c not in LETTERS | {"-"}])
    assert spelling.text("Air-Conditioner_x\u2019s ?") == "air-conditioner x's "


def test_numbers_are_spelled_as_people_say_them(tmp_path: Path) -> None:
    def said(language: str, **bounds: object) -> set[str]:
        templates = simple("{x}", lists={"x": {"range": bounds}}) | {"language": language}
        grammar = read_templates([write_templates(tmp_path, templates)], Spelling())
        return {sample.text for sample in draw(grammar, 1, 1)}

    assert said("en", **{"from": 99, "to": 101}) == {
        "ninety nine", "one hundred", "one hundred one", "one hundred and one",
    }  # fmt: skip
    assert said("en-GB", **{"from": -1, "to": 0, "fractions": "halves"}) == {
        "minus one", "minus zero point five", "zero", "zero point five",
    }  # fmt: skip
    assert "einundzwanzig" in said("de", **{"from": 21, "to": 21})
    assert said("de", **{"from": 5, "to": 5, "words_language": "en"}) == {"five"}


PARTS = (
    "turn on ", "switch on ", " my ", "light\n", "lights", "tub", "bathroom", " to ", " for ", "and", "peter",
    "loud", "softly", " music", "please", "would you", "set timer", "set a timer",
)  # fmt: skip


def test_samples_cover_the_grammar(tmp_path: Path) -> None:
    path = write_templates(tmp_path, LIGHTS)
    grammar = read_templates([path], Spelling())
    for seed in range(3):
        samples = draw(grammar, 1, seed)
        text = "\n".join(sample.text for sample in samples) + "\n"
        assert {sample.intent for sample in samples} == {"TurnOn", "SetTimer", "Music"}
        values = {slot for sample in samples for slot in sample.slots}
        assert {("room", r) for r in ("kitchen", "living-room", "bath")} <= values
        assert {("minutes", n) for n in range(5, 61, 5)} | {
            ("seconds", n) for n in range(10, 51, 10)
        } <= values
        assert {("level", n) for n in (0, 0.25, 0.5, 0.75, 1)} <= values
        for part in PARTS:
            assert part in text, (part, text)
    assert draw(grammar, 500, 7) == draw(grammar, 500, 7) != draw(grammar, 500, 8)
    assert len(draw(grammar, 500, 7)) == 500


def test_hassil_is_named_where_it_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_templates(tmp_path, LIGHTS)
    monkeypatch.setitem(sys.modules, "hassil", None)
    with pytest.raises(ImportError, match="pip install hassil"):
        compile_templates([path])
