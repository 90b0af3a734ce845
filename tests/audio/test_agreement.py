"""Whatever happens to a file: the look before training and the reading of training come to the same end."""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Callable
from pathlib import Path

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from deepspeech_tf.audio import opus_container
from deepspeech_tf.audio.read import Facts, examine_audio, read_audio, read_with_facts
from deepspeech_tf.audio.sample_database import OPUS_TYPE, WAV_TYPE
from deepspeech_tf.audio.sample_database_writer import SampleDatabaseWriter
from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.data.check import check_utterances
from deepspeech_tf.data.dataset import Dataset
from deepspeech_tf.data.utterance import Utterance
from deepspeech_tf.errors import AudioError, ManifestError
from deepspeech_tf.text.alphabet import Alphabet
from tests.audio.encoding import ID3V1, PICTURE, TITLE, encoded, mp3, sound
from tests.audio.verdicts import of_client
from tests.native.client import need_client

ALPHABET = Alphabet.from_labels([" ", "a"])
CONFIG = FeatureConfig()
SHORT = sound()[:6000]
CODINGS = {
    **{f"wav {c}": ("WAV", c) for c in ("PCM_U8", "PCM_16", "PCM_24", "FLOAT", "ULAW", "GSM610", "MS_ADPCM")},
    **{f"wav {c}": ("WAV", c) for c in ("IMA_ADPCM", "ALAW", "DOUBLE", "G721_32")},
    "extensible": ("WAVEX", "PCM_16"),
    "rf64": ("RF64", "PCM_16"),
    "w64": ("W64", "PCM_16"),
    "aiff": ("AIFF", "PCM_16"),
    "aifc": ("AIFF", "GSM610"),
    "au": ("AU", "PCM_16"),
    "caf": ("CAF", "PCM_16"),
    "sphere": ("NIST", "PCM_16"),
    "flac": ("FLAC", "PCM_16"),
    "vorbis": ("OGG", "VORBIS"),
    "opus": ("OGG", "OPUS"),
    "mp3 of libsndfile": ("MP3", None),
}


@functools.cache
def seed(kind: str) -> bytes:
    if kind in CODINGS:
        return encoded(*CODINGS[kind], SHORT)
    return SPECIAL[kind]()


def flac_without_length() -> bytes:
    flac = bytearray(seed("flac"))
    flac[21] &= 0xF0
    flac[22:26] = bytes(4)
    return bytes(flac)


SPECIAL: dict[str, Callable[[], bytes]] = {
    "rifx": lambda: encoded("WAV", "PCM_16", SHORT, endian="BIG"),
    "flac without length": flac_without_length,
    "mp3": lambda: mp3(tag=False)[:4000],
    "mp3 with title": lambda: TITLE + mp3(tag=False)[:4000] + ID3V1,
    "mp3 tagged": mp3,
    "mp3 joined": lambda: mp3() + PICTURE[:900] + mp3(tag=False)[:4000],
    "mp3 stereo": lambda: mp3(44100, 2, b="128000"),
    "vorbis chained": lambda: 2 * seed("vorbis"),
}


@st.composite
def damages(draw: st.DrawFn) -> Callable[[bytes], bytes]:
    """Bytes changed, cut off, taken out, or put in; near the beginning more often than elsewhere."""
    kind = draw(st.sampled_from(["change", "change", "cut", "remove", "insert", "append", "number"]))
    near = draw(st.sampled_from([64, 600, 10**9]))
    place = draw(st.integers(0, 2**30))
    content = draw(st.binary(min_size=1, max_size=40))
    count = draw(st.integers(1, 2000))

    def damage(data: bytes) -> bytes:
        at = place % max(1, min(len(data), near))
        if kind == "cut":
            return data[: place % (len(data) + 1)]
        if kind == "remove":
            return data[:at] + data[at + count :]
        if kind == "insert":
            return data[:at] + content * (1 + count // 40) + data[at:]
        if kind == "append":
            return data + content * (1 + count // 40)
        if kind == "number":
            at -= at % 4
            return data[:at] + (place % 2**32).to_bytes(4, "little") + data[at + 4 :]
        return data[:at] + content[:4] + data[at + len(content[:4]) :]

    return damage


def looked_at(name: str) -> Facts | str:
    try:
        return examine_audio(name)
    except AudioError as error:
        return str(error)


def was_read(name: str) -> Facts | str:
    try:
        return read_with_facts(name)[1]
    except AudioError as error:
        return str(error)


def assert_agree(name: str) -> None:
    look, reading = looked_at(name), was_read(name)
    assert isinstance(look, Facts) == isinstance(reading, Facts), (look, reading)
    if isinstance(look, Facts):
        assert look == reading and look.samples > 0
    utterance = Utterance(name, "row 2 of a.csv", 1, "a")
    try:
        check_utterances([utterance], ALPHABET, CONFIG, 1)
        is_good = True
    except ManifestError:
        is_good = False
    try:
        (batch,) = Dataset([utterance], ALPHABET, CONFIG, 1, workers=1).batches(0)
        assert is_good
        frames = CONFIG.frames(len(read_audio(name, CONFIG.sample_rate_hz)))
        assert batch.feature_lengths.tolist() == [frames] and frames > 0
    except AudioError:
        assert not is_good


def test_damaged_frames_of_any_loudness() -> None:
    """A damaged MP3, which decodes to samples around 1.6e9; counting frames cannot show that."""
    name = str(Path(__file__).with_name("too_loud.mp3"))
    assert_agree(name)
    assert np.abs(read_audio(name, 16000)).max() <= 1
    need_client()
    assert of_client(Path(__file__).parent, ["too_loud.mp3"])["too_loud.mp3"].is_read


@pytest.mark.parametrize("kind", [*CODINGS, *SPECIAL])
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(changes=st.lists(damages(), max_size=3), name=st.sampled_from(["a.wav", "a.mp3", "a"]))
def test_look_and_reading_agree(kind: str, changes: list[Callable[[bytes], bytes]], name: str) -> None:
    data = seed(kind)
    for change in changes:
        data = change(data)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        assert_agree(str(path))


@pytest.mark.parametrize("kind", [*CODINGS, *SPECIAL])
def test_they_agree_wherever_a_header_ends(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    for length in range(1, 140):
        path.write_bytes(seed(kind)[:length])
        look, reading = looked_at(str(path)), was_read(str(path))
        assert isinstance(look, Facts) == isinstance(reading, Facts), (length, look, reading)


@pytest.mark.parametrize("speech_type", [WAV_TYPE, OPUS_TYPE])
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(change=damages())
def test_so_they_do_in_databases(speech_type: str, change: Callable[[bytes], bytes]) -> None:
    pcm = np.rint(SHORT * 32767).astype(np.int16)
    data = seed("wav PCM_16") if speech_type == WAV_TYPE else opus_container.encode(pcm, 16000)
    with tempfile.TemporaryDirectory() as folder:
        with SampleDatabaseWriter(f"{folder}/a.sdb", speech_type) as writer:
            writer.add(change(data), "a")
        assert_agree(f"{folder}/a.sdb:0")


def test_lengths_at_other_rates_are_those_of_the_resampler(tmp_path: Path) -> None:
    """The check computes how many samples resampling gives; one less might be a frame less."""
    rng = np.random.default_rng(3)
    for rate_hz in (8000, 11025, 22050, 44100, 48000, 7350, 96000):
        for count in rng.integers(1, 3000, 20):
            path = tmp_path / "a.wav"
            path.write_bytes(encoded("WAV", "PCM_16", np.zeros((int(count), 1)), rate_hz=rate_hz))
            wanted = int(examine_audio(path).seconds * 16000 + 0.5)
            if wanted:
                assert len(read_audio(path, 16000)) == wanted
