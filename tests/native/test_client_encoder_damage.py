"""Model files whose `metadata_encoder` is invalid or untrue are rejected; the error has both values."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.native.client import MODEL, need_client
from tests.native.test_inspect import inspect

pytest.importorskip("tensorflow")

from tensorflow.lite.python import schema_py_generated as schema

from deepspeech_tf.exporting.tflite_schema import (
    add_constant,
    pack_strings,
    parse_model,
    serialize_model,
)
from tests.encoders.tones import TEXT, audio_of, export_tones

ENCODER = "metadata_encoder"
LINES = (
    "encoder causal\nchunk 16\nsubsampling 2\nlook_ahead 4\n"
    "state previous_frames new_frames 0\nstate previous_position new_position -2\n"
)


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    need_client()
    return export_tones(tmp_path_factory.mktemp("tones")).read_bytes()


def tensor(model: Any, name: str) -> Any:
    (found,) = (one for one in model.subgraphs[0].tensors if one.name == name.encode())
    return found


def write_text(model: Any, text: str | bytes) -> None:
    packed = pack_strings([text.encode() if isinstance(text, str) else text])
    model.buffers[tensor(model, ENCODER).buffer].data = np.frombuffer(packed, np.uint8)


def refusal(path: Path) -> str:
    from deepspeech import DeepSpeechError, Model

    with pytest.raises(DeepSpeechError) as caught:
        Model(path)
    assert caught.value.code in (0x2001, 0x2003, 0x3002)
    details = caught.value.details
    assert inspect(path, sound=False)["damage"] == details
    return str(details)


@pytest.fixture
def refused(content: bytes, tmp_path: Path) -> Callable[[Callable[[Any], None]], str]:
    """The client's message about the file after a change."""

    def apply(change: Callable[[Any], None]) -> str:
        model = parse_model(content)
        change(model)
        path = tmp_path / "changed.tflite"
        path.write_bytes(serialize_model(model))
        return refusal(path)

    return apply


def test_the_text_is_as_here(content: bytes, tmp_path: Path) -> None:
    """So the changes below are the only ones."""
    from deepspeech import Model

    model = parse_model(content)
    packed = np.asarray(model.buffers[tensor(model, ENCODER).buffer].data, np.uint8).tobytes()
    assert packed == pack_strings([LINES.encode()])
    write_text(model, LINES)
    path = tmp_path / "same.tflite"
    path.write_bytes(serialize_model(model))
    assert Model(path).stt(audio_of()) == TEXT


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("chunk 16", "chunk 0", "chunk must be an integer from 1 to 1048576. Received: '0'"),
        ("chunk 16", "chunk -16", "chunk must be an integer from 1 to 1048576. Received: '-16'"),
        ("chunk 16", "chunk 4294967312", "Received: '4294967312'"),
        ("chunk 16", "chunk 32", "the chunk of metadata_encoder, 32 frames. Received: [1, 16, 1, 26]"),
        ("chunk 16\n", "", "there must be a line 'chunk'. Received: none"),
        ("chunk 16", "chunk 16\nchunk 16", "expected one line 'chunk'. Received: two"),
        ("subsampling 2", "subsampling 0", "subsampling must be an integer from 1 to"),
        ("subsampling 2", "subsampling -2", "Received: '-2'"),
        ("subsampling 2", "subsampling 99999999999", "Received: '99999999999'"),
        ("subsampling 2", "subsampling 3", "chunk must be a multiple of the subsampling, 3. Received: 16"),
        ("subsampling 2", "subsampling 4", "logits must have 4 rows"),
        ("subsampling 2", "subsampling 1", "logits must have 16 rows"),
        ("subsampling 2\n", "", "there must be a line 'subsampling'. Received: none"),
        ("look_ahead 4", "look_ahead 5", "look_ahead must be a multiple of the subsampling, 2. Received: 5"),
        ("look_ahead 4", "look_ahead -4", "look_ahead must be an integer from 0 to 4096"),
        ("look_ahead 4", "look_ahead 100000000", "Received: '100000000'"),
        ("encoder causal\n", "", "there must be a line 'encoder'. Received: none"),
        ("encoder causal", "name causal", "each line must begin with encoder, chunk"),
        ("state previous_position new_position -2\n", "", "needs the input previous_position"),
        ("state previous_frames new_frames 0\n", "", "needs the input previous_frames"),
        ("previous_frames ", "previous_windows ", "it has no tensor previous_windows."),
        ("new_frames ", "new_windows ", "it has no tensor new_windows."),
        ("new_frames ", "previous_position ", "every tensor must be named once"),
        ("new_frames ", "concat ", "concat must be an output of the model"),
        ("previous_frames ", "concat ", "concat must be an input of the model"),
        ("previous_frames ", "new_frames ", "every tensor must be named once. Received: 'new_frames' twice"),
        ("previous_frames ", "input_samples ", "a state must have tensors of its own"),
        ("new_frames 0", "new_frames", "a state must have an input, an output and an initial value."),
        ("new_frames 0", "new_frames nan", "must be a finite number. Received: 'nan'"),
        ("new_frames 0", "new_frames 1e39", "must be a finite number. Received: '1e39'"),
        ("new_position -2", "new_position -2.5", "previous_position must be a 32-bit integer"),
        ("new_position -2", "new_position 3e9", "previous_position must be a 32-bit integer"),
        ("new_frames 0", "new_position 0", "every tensor must be named once. Received: 'new_position' twice"),
        (LINES, "", "there must be a line 'encoder'. Received: none"),
        (LINES, "\x00" * 70000, "it must have 65536 bytes at most. Received: 70000"),
        (LINES, LINES * 2, "expected one line 'encoder'. Received: two"),
        (LINES, LINES + "state a b 0\n" * 300, "every tensor must be named once"),
    ],
)
def test_texts(refused: Any, old: str, new: str, message: str) -> None:
    assert old in LINES
    assert message in refused(lambda model: write_text(model, LINES.replace(old, new)))


def test_states_exchanged(refused: Any) -> None:
    text = LINES.replace("new_frames", "other").replace("new_position", "new_frames")
    text = text.replace("other", "new_position")
    assert "new_position must have the type of previous_frames" in refused(
        lambda model: write_text(model, text)
    )


def test_too_many_states(refused: Any) -> None:
    text = LINES + "".join(f"state a{number} b{number} 0\n" for number in range(300))
    assert "there must be 256 states at most. Received: more" in refused(
        lambda model: write_text(model, text)
    )


def change_shape(name: str, shape: list[int]) -> Callable[[Any], None]:
    def change(model: Any) -> None:
        tensor(model, name).shape = np.asarray(shape, np.int32)

    return change


def change_type(*names: str, kind: int) -> Callable[[Any], None]:
    def change(model: Any) -> None:
        for name in names:
            tensor(model, name).type = kind

    return change


FLOAT, INT = schema.TensorType.FLOAT32, schema.TensorType.INT32


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (change_shape("previous_frames", [1, 7, 26]), "tensor concat must have the shape [1, 23, 26]"),
        (change_shape("previous_frames", [2, 6, 26]), "which computes concat, do not fit each other"),
        (change_shape("previous_frames", [1, 6, -26]), "tensor previous_frames has a negative dimension"),
        (change_shape("previous_frames", [1, 1 << 30, 26]), "the shapes of its tensors are too large"),
        (change_shape("previous_frames", []), "which computes concat, do not fit each other"),
        (change_shape("new_frames", [1, 6, 27]), "Received: [1, 6, 27]"),
        (change_shape("previous_position", [1, 3]), "Received: [1, 1]"),
        (change_shape("input_node", [1, 32, 1, 26]), "which computes Reshape, do not fit each other"),
        (change_shape("logits", [4, 29]), "must have the shape [8, 29], according to its operator."),
        (change_type("previous_frames", kind=INT), "which computes concat, do not fit each other"),
        (change_type("previous_position", kind=FLOAT), "do not fit each other"),
        (change_type("previous_position", "new_position", kind=FLOAT), "do not fit each other"),
        (
            change_type("previous_position", "new_position", kind=schema.TensorType.INT64),
            "do not fit each other",
        ),
        (
            change_type("new_position", kind=schema.TensorType.STRING),
            "tensor new_position must have the type int32, according to its operator. Received: number 5",
        ),
        (
            change_type("Cast", kind=INT),
            "tensor Cast must have the type float32, according to its operator. Received: int32",
        ),
    ],
)
def test_shapes_and_types(refused: Any, change: Callable[[Any], None], message: str) -> None:
    assert message in refused(change)


def test_states_that_do_not_keep_their_shape(refused: Any) -> None:
    """The output is another tensor with different rows."""

    def change(model: Any) -> None:
        subgraph = model.subgraphs[0]
        names = [one.name for one in subgraph.tensors]
        subgraph.outputs = np.append(subgraph.outputs, names.index(b"concat")).astype(np.int32)
        write_text(model, LINES.replace("new_frames", "concat"))

    assert "concat must have the shape [1, 6, 26], as previous_frames. Received: [1, 22, 26]" in refused(
        change
    )


def test_the_tensor_is_no_string(refused: Any) -> None:
    def change(model: Any) -> None:
        found = tensor(model, ENCODER)
        found.type, found.shape = schema.TensorType.INT32, np.asarray([1], np.int32)
        model.buffers[found.buffer].data = np.frombuffer(b"\1\0\0\0", np.uint8)

    assert "metadata_encoder must be a constant string." in refused(change)


@pytest.mark.parametrize("packed", [b"", b"\1", b"\1\0\0\0\x0c\0\0\0\xff\xff\0\0", b"\xff" * 40])
def test_damaged_strings(refused: Any, packed: bytes) -> None:
    def change(model: Any) -> None:
        model.buffers[tensor(model, ENCODER).buffer].data = np.frombuffer(packed, np.uint8)

    assert "metadata_encoder" in refused(change)


def test_without_the_text(refused: Any) -> None:
    """Then it is a file of 0.9.3's layout, which has other states."""

    def change(model: Any) -> None:
        tensor(model, ENCODER).name = b"something"

    assert "it has no tensor previous_state_c." in refused(change)


def test_file_of_0_9_3_with_the_text_of_another(tmp_path: Path) -> None:
    need_client()
    model = parse_model(MODEL.read_bytes())
    add_constant(model, ENCODER, [1], "STRING", pack_strings([LINES.encode()]))
    path = tmp_path / "mixed.tflite"
    path.write_bytes(serialize_model(model))
    assert "it has no tensor previous_frames." in refusal(path)


def test_file_of_0_9_3_that_says_so(tmp_path: Path) -> None:
    """The same answers with and without the text."""
    from deepspeech import Model

    need_client()
    text = "encoder deepspeech\nchunk 16\nsubsampling 1\nlook_ahead 0\n"
    text += "".join(f"state previous_state_{one} new_state_{one} 0\n" for one in "ch")
    model = parse_model(MODEL.read_bytes())
    add_constant(model, ENCODER, [1], "STRING", pack_strings([text.encode()]))
    path = tmp_path / "told.tflite"
    path.write_bytes(serialize_model(model))
    noise = np.random.default_rng(1).normal(0, 3000, 30000).astype(np.int16)
    told, plain = (Model(one).sttWithEmissions(noise) for one in (path, MODEL))
    np.testing.assert_array_equal(told.emissions.probabilities, plain.emissions.probabilities)
    assert told.transcripts == plain.transcripts
    assert inspect(path)["n_hidden"] == 128
