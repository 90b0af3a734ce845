"""Formats of transcripts."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepspeech_tf.errors import ConfigError
from deepspeech_tf.speech.cues import CueLimits, cue_lines, cues
from deepspeech_tf.speech.formats import FORMATS
from deepspeech_tf.speech.recognizer import SpokenWord
from deepspeech_tf.speech.transcript import RecordingTranscript, SpokenSegment

TRANSCRIPT = RecordingTranscript(
    "some talk.wav",
    3725.5,
    (
        SpokenSegment(1.0, 2.5, (SpokenWord("good", 1.2, 1.5, 0.99), SpokenWord("morning", 1.6, 2.1, 0.5))),
        SpokenSegment(10.0, 11.0, ()),
        SpokenSegment(3720.0, 3725.0, (SpokenWord("<a>&b", 3722.0, 3722.25, 1.0),)),
    ),
)
WRITTEN = {
    "txt": "good morning\n<a>&b\n",
    "tlog": '[{"start": 1000, "end": 2500, "transcript": "good morning"}, '
    '{"start": 10000, "end": 11000, "transcript": ""}, '
    '{"start": 3720000, "end": 3725000, "transcript": "<a>&b"}]\n',
    "srt": "1\n00:00:01,200 --> 00:00:02,100\ngood morning\n\n2\n01:02:02,000 --> 01:02:02,250\n<a>&b\n",
    "vtt": "WEBVTT\n\n00:00:01.200 --> 00:00:02.100\ngood <00:00:01.600><c>morning</c>\n\n"
    "01:02:02.000 --> 01:02:02.250\n&lt;a&gt;&amp;b\n",
    "tsv": "start\tend\tconfidence\tsegment\tword\n1.200\t1.500\t0.9900\t1\tgood\n"
    "1.600\t2.100\t0.5000\t1\tmorning\n3722.000\t3722.250\t1.0000\t3\t<a>&b\n",
    "ctm": "some_talk 1 1.200 0.300 good 0.9900\nsome_talk 1 1.600 0.500 morning 0.5000\n"
    "some_talk 1 3722.000 0.250 <a>&b 1.0000\n",
}


@pytest.mark.parametrize("name", WRITTEN)
def test_formats(name) -> None:
    assert FORMATS[name](TRANSCRIPT, CueLimits()) == WRITTEN[name]


def test_json_has_everything() -> None:
    value = json.loads(FORMATS["json"](TRANSCRIPT, CueLimits()))
    assert value["recording"] == "some talk.wav" and value["duration"] == 3725.5
    assert value["text"] == "good morning <a>&b"
    assert [len(one["words"]) for one in value["segments"]] == [2, 0, 1]
    assert value["segments"][0]["words"][1] == {
        "word": "morning", "start": 1.6, "end": 2.1, "confidence": 0.5
    }  # fmt: skip
    assert set(FORMATS) == {*WRITTEN, "json"}


@st.composite
def spoken(draw):
    words, clock = [], 0.0
    for text in draw(st.lists(st.from_regex(r"[a-z']{1,20}", fullmatch=True), max_size=60)):
        start = clock + draw(st.floats(0, 2))
        clock = start + draw(st.floats(0.02, 1))
        words.append(SpokenWord(text, round(start, 3), round(clock, 3), 1.0))
    return words


@given(spoken(), st.integers(8, 50), st.integers(1, 3), st.integers(0, 4))
def test_every_word_is_in_one_subtitle(words, characters, lines, most) -> None:
    limits = CueLimits(characters, lines, words=most)
    made = list(cues(words, limits))
    assert [word for cue in made for word in cue] == words
    for cue in made:
        shown = cue_lines(cue, limits)
        assert " ".join(shown).split() == [word.text for word in cue]
        assert len(shown) <= lines
        assert all(len(line) <= characters or " " not in line for line in shown)
        assert len(cue) == 1 or cue[-1].end_s - cue[0].start_s <= limits.seconds
        assert not most or len(cue) <= most
    srt = FORMATS["srt"](RecordingTranscript("a", 1, (SpokenSegment(0, 1, tuple(words)),)), limits)
    assert len(re.findall(r"^\d\d:\d\d:\d\d,\d{3} --> ", srt, re.MULTILINE)) == len(made)


@pytest.mark.parametrize("wrong", [{"characters": 0}, {"lines": 0}, {"seconds": 0}, {"words": -1}])
def test_limits_out_of_range(wrong) -> None:
    with pytest.raises(ConfigError, match=next(iter(wrong))):
        CueLimits(**wrong)
