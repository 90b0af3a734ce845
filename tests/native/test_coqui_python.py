"""The Python modules and the program of Coqui STT 1.4, and what the modules show of themselves."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from deepspeech._library import runtime_path
from tests.native.client import CLIENT, GOLDEN, MODEL, ROOT, SCORER, need_client, recording
from tests.native.ctcdecoder import ALPHA, BETA, golden_probs, load_module

TEXT = "her king buys your bright friend"
VERSION = (ROOT / "VERSION").read_text(encoding="utf-8").strip()
MODULES = ("deepspeech", "ds_ctcdecoder", "stt", "coqui_stt_ctcdecoder")


@pytest.mark.parametrize("name", MODULES)
def test_dir_shows_the_public_names_only(name: str) -> None:
    load_module()
    module = importlib.import_module(name)
    shown = dir(module)
    assert shown == sorted(module.__all__) and "__version__" in shown
    assert module.__version__ == VERSION
    assert all(hasattr(module, one) for one in shown)
    assert not {one for one in shown if one.startswith("_")} - {"__version__"}
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = module.nothing


def test_stt_has_the_names_of_deepspeech() -> None:
    deepspeech, stt = (importlib.import_module(name) for name in ("deepspeech", "stt"))
    assert stt.__all__ == deepspeech.__all__
    assert all(
        getattr(stt, name) is getattr(deepspeech, name) for name in stt.__all__ if name != "__version__"
    )


def test_importing_does_not_load_the_library() -> None:
    loaded = "'libdeepspeech' in open('/proc/self/maps').read()"
    source = f"import deepspeech; print({loaded}, deepspeech.__version__)"
    done = subprocess.run(
        [sys.executable, "-c", source],
        env={**os.environ, "PYTHONPATH": str(CLIENT.parent)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["False", VERSION]


def test_stt_transcribes() -> None:
    need_client()
    from stt import Model, version

    assert version() == VERSION
    model = Model(str(MODEL))
    model.enableExternalScorer(str(SCORER))
    assert model.stt(recording("test0001.wav")) == TEXT
    stream = model.createStream()
    stream.feedAudioContent(recording("test0001.wav"))
    flushed = stream.intermediateDecodeWithMetadataFlushBuffers(2)
    assert "".join(token.text for token in flushed.transcripts[0].tokens) == TEXT
    assert stream.intermediateDecodeFlushBuffers() == stream.finishStream() == TEXT
    with pytest.raises(RuntimeError, match=r"CreateModel failed with '.*' \(0x3000\)"):
        Model("missing.tflite")


def test_alphabets_of_coqui(tmp_path: Path) -> None:
    load_module()
    from coqui_stt_ctcdecoder import Alphabet

    assert Alphabet().GetSize() == Alphabet(None).GetSize() == 0
    alphabet = Alphabet()
    assert alphabet.InitFromLabels([" ", "#", "é", "b"]) == 0
    assert alphabet.GetLabels() == [" ", "#", "é", "b"] and alphabet.Encode("bé") == [3, 2]
    path = tmp_path / "alphabet.txt"
    path.write_bytes(alphabet.SerializeText())
    assert Alphabet(str(path)).GetLabels() == alphabet.GetLabels()
    with pytest.raises(TypeError, match="data must be a list of words"):
        alphabet.InitFromLabels("ab")
    with pytest.raises(ValueError, match="Alphabet initialization failed"):
        alphabet.InitFromLabels(["a", "a"])
    assert alphabet.GetLabels() == [" ", "#", "é", "b"]


def test_decoding_with_scorers_of_coqui(tmp_path: Path) -> None:
    original = load_module()
    import coqui_stt_ctcdecoder as coqui

    alphabet = coqui.Alphabet(str(GOLDEN / "alphabet.txt"))
    probs = golden_probs("test0001")
    scorer = coqui.Scorer(ALPHA, BETA, str(SCORER), alphabet)
    [best] = coqui.ctc_beam_search_decoder(probs, alphabet, 100, scorer=scorer)
    expected = original.ctc_beam_search_decoder(probs, alphabet, 100, scorer=scorer)
    assert (best.confidence, best.transcript) == expected[0] and best[1] == TEXT
    assert alphabet.Decode(best.tokens) == TEXT and len(best.timesteps) == len(best.tokens)

    for name, source in (("init_from_filepath", str(SCORER)), ("init_from_buffer", SCORER.read_bytes())):
        other = coqui.Scorer()
        assert getattr(other, name)(source, alphabet) == 0
        other.reset_params(ALPHA, BETA)
        [[again]] = coqui.ctc_beam_search_decoder_batch(
            probs[None], [len(probs)], alphabet, 100, 2, scorer=other
        )
        assert again == best
    assert (
        coqui.Scorer().init_from_filepath(str(tmp_path / "none"), alphabet) == coqui.STT_ERR_SCORER_UNREADABLE
    )
    assert coqui.Scorer().init_from_buffer(b"no scorer", alphabet) == coqui.STT_ERR_SCORER_INVALID_LM
    with pytest.raises(TypeError, match="buffer must be bytes"):
        coqui.Scorer().init_from_buffer("text", alphabet)


def test_flashlight_is_named_in_the_error() -> None:
    load_module()
    import coqui_stt_ctcdecoder

    with pytest.raises(AttributeError, match="decoders of Flashlight are not part"):
        _ = coqui_stt_ctcdecoder.flashlight_beam_search_decoder


def program(*arguments: object) -> subprocess.CompletedProcess[str]:
    need_client()
    source = "from deepspeech.programs import stt; stt()"
    environment = {**os.environ, "PYTHONPATH": str(CLIENT.parent), "DS_LITERT_LIBRARY": runtime_path() or ""}
    command = [sys.executable, "-c", source, *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_the_program_stt() -> None:
    assert program("--version").stdout == f"Coqui {VERSION}\n"
    done = program("--help")
    assert done.stdout.startswith("Usage: stt ") and done.stderr == f"Coqui STT {VERSION}\n"
    for option in ("--init_from_bytes", "--keep_emissions", "--candidate_transcripts", "--extended_stream"):
        assert option in done.stdout
    audio = GOLDEN / "wav" / "test0001.wav"
    done = program("--model", MODEL, "--scorer", SCORER, "--audio", audio, "--init_from_bytes")
    assert done.returncode == 0 and done.stdout == f"{TEXT}\n"
    assert done.stderr.splitlines()[:2] == ["TensorFlow: LiteRT", f" Coqui STT: {VERSION}"]
