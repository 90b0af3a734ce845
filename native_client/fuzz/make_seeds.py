#!/usr/bin/env python3
"""Makes the seeds of the fuzz targets that need the exporter or the programs of the native client.

    PYTHONPATH=. .venv/bin/python native_client/fuzz/make_seeds.py

The results are in the repository; run this only when a format changes.
"""

from __future__ import annotations

import random
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from deepspeech_tf.config import ExportConfig, FeatureConfig
from deepspeech_tf.exporting.frozen_graph import export_frozen_graph
from deepspeech_tf.exporting.tflite import export_tflite
from deepspeech_tf.model.deepspeech.config import DeepSpeechConfig
from deepspeech_tf.model.encoder_config import EncoderConfig
from deepspeech_tf.model.registry import build_encoder
from deepspeech_tf.model.transformer.config import TransformerConfig
from deepspeech_tf.text.alphabet import Alphabet
from tests.encoders.causal import CausalConfig, register_causal
from tests.encoders.tones import export_tones
from tests.native.commands import LIGHTS, write_templates

NATIVE = Path(__file__).resolve().parents[1]
SEEDS = NATIVE / "fuzz" / "seeds"
PROGRAMS = NATIVE / "python" / "deepspeech" / "bin"
LABELS = [" ", "a", "b", "c", "d", "e"]
FEATURES = FeatureConfig(sample_rate_hz=8000, window_ms=8, step_ms=4, n_cepstra=2)
SENTENCES = [
    "a bad cab",
    "a bed",
    "add a bead",
    "a dad",
    "bad bad cab",
    "a cab add",
    "dead bee",
    "a bee",
    "be a dad",
]
KENLM_TYPES = {
    "probing": ["probing"],
    "trie": ["trie"],
    "quantized": ["-q", "2", "-b", "2", "trie"],
    "array": ["-a", "4", "trie"],
    "quantized_array": ["-q", "3", "-b", "3", "-a", "4", "trie"],
}


def write(target: str, name: str, content: bytes) -> Path:
    path = SEEDS / target / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def make_models() -> None:
    """Tiny models as the exporter writes them: of each encoder, and of the one that only the tests have."""
    register_causal()
    sizes = {"n_labels": len(LABELS), "n_features": 2}
    # Smaller matrices stay float32.
    for name, model, quantize in (
        ("float32", DeepSpeechConfig(**sizes, n_hidden=2, n_context=1), False),
        ("layer_norm", DeepSpeechConfig(**sizes, n_hidden=2, n_context=1, layer_norm=True), False),
        ("int8", DeepSpeechConfig(**sizes, n_hidden=32, n_context=1), True),
        ("causal", CausalConfig(**sizes, width=4), False),
        ("causal_int8", CausalConfig(**sizes, width=64), True),
    ):
        make_model(name, model, FEATURES, quantize)
    rows = {
        "chunk_rows": 2,
        "right_context": 1,
        "left_context": 2,
        "period": 4,
        "n_convolutions": 1,
        "kernel": 3,
    }
    transformer = TransformerConfig(n_labels=len(LABELS), n_features=4, width=64, n_blocks=1, **rows)
    log_mel = FeatureConfig(sample_rate_hz=8000, window_ms=8, step_ms=4, feature_kind="log_mel", n_mels=4)
    make_model("transformer", transformer, log_mel, quantize=True)
    with tempfile.TemporaryDirectory() as folder:
        write(
            "tflite", "tones.tflite", export_tones(Path(folder)).read_bytes()
        )  # 16 kHz, chunks of 16 frames


def make_model(name: str, model: EncoderConfig, features: FeatureConfig, quantize: bool) -> None:
    generator = np.random.default_rng(1)
    weights = {
        key: (generator.standard_normal(shape) * 0.8).astype(np.float32)
        for key, shape in build_encoder(model).weight_shapes().items()
    }
    export = ExportConfig(n_steps=2, beam_width=10, language="en", quantize=quantize)
    serialized = Alphabet.from_labels(LABELS).serialize()
    with tempfile.TemporaryDirectory() as folder:
        path = export_tflite(weights, model, features, export, serialized, folder)
        write("tflite", f"{name}.tflite", path.read_bytes())


def make_graphs() -> None:
    """The graph of a tiny network, as the exporter writes it, and memory-mapped."""
    model = DeepSpeechConfig(n_labels=len(LABELS), n_features=2, n_hidden=2, n_context=1)
    generator = np.random.default_rng(1)
    weights = {
        key: (generator.standard_normal(shape) * 0.8).astype(np.float32)
        for key, shape in build_encoder(model).weight_shapes().items()
    }
    export = ExportConfig(n_steps=2, beam_width=10, language="en")
    serialized = Alphabet.from_labels(LABELS).serialize()
    with tempfile.TemporaryDirectory() as folder:
        path = export_frozen_graph(weights, model, FEATURES, export, serialized, folder)
        write("graph", "float32.pb", path.read_bytes())
        mapped = Path(folder) / "mapped.pbmm"
        run(PROGRAMS / "deepspeech-convert", path, mapped)
        write("graph", "float32.pbmm", mapped.read_bytes())


def make_scorers() -> None:
    """One package for each way in which KenLM lays out a model; one in bytes mode."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "alphabet.txt").write_text("".join(f"{label}\n" for label in LABELS), encoding="utf-8")
        for mode in ("words", "bytes"):
            sentences = SENTENCES if mode == "words" else [" ".join(s.replace(" ", "")) for s in SENTENCES]
            (root / "text").write_text("\n".join(sentences) + "\n", encoding="utf-8")
            (root / "words").write_text(" ".join(sorted({*" ".join(sentences).split()})), encoding="utf-8")
            arpa = [PROGRAMS / "lmplz", "-o", "3", "--discount_fallback", "--text", root / "text", "--arpa"]
            run(*arpa, root / "lm.arpa", "-S", "50M")
            for name, options in KENLM_TYPES.items():
                if mode == "bytes" and name != "quantized_array":
                    continue
                run(PROGRAMS / "build_binary", "-v", *options, root / "lm.arpa", root / "lm.binary")
                write("kenlm", f"{mode}_{name}.binary", (root / "lm.binary").read_bytes())
                package = [PROGRAMS / "generate_scorer_package", "--alphabet", root / "alphabet.txt"]
                package += [
                    "--lm",
                    root / "lm.binary",
                    "--vocab",
                    root / "words",
                    "--package",
                    root / "scorer",
                ]
                package += ["--default_alpha", "0.9", "--default_beta", "1.2"]
                run(*package, "--force_bytes_output_mode", str(mode == "bytes").lower())
                content = (root / "scorer").read_bytes()
                write("scorer", f"{mode}_{name}.scorer", content)
                # The first byte says at which place of a file the dictionary stands; then the dictionary.
                place = len((root / "lm.binary").read_bytes()) + 25
                write("dictionary", f"{mode}_{name}", bytes([place % 16]) + content[place:])


def run(*command: object) -> None:
    result = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    if result.returncode != 0:
        sys.exit(f"E {command[0]} failed: {result.stderr}")


def make_commands() -> None:
    """A commands file of templates, which needs the package hassil."""
    sys.path.append(str(NATIVE / "python"))
    from deepspeech.grammar import compile_templates

    with tempfile.TemporaryDirectory() as folder:
        content = compile_templates([str(write_templates(Path(folder), LIGHTS))])
        write("commands", "lights", content.encode())


def make_alphabets() -> None:
    for name, labels in (
        ("english", LABELS),
        ("accents", [" ", "é", "ß", "你"]),
        ("pairs", ["a", "ab", "#"]),
    ):
        write("alphabet", name, b"\0" + Alphabet.from_labels(labels).serialize())
    single_bytes = b"".join(struct.pack("<HHB", i, 1, i + 1) for i in range(255))
    write("alphabet", "bytes", b"\0" + struct.pack("<H", 255) + single_bytes)
    write("alphabet", "file", b"\1\xef\xbb\xbf# comment\n \na\r\nb\r\\#\n\nend")


def wav(coding: int, bits: int, channels: int, rate_hz: int, data: bytes, extra: bytes = b"") -> bytes:
    block = channels * bits // 8
    head = struct.pack("<HHIIHH", coding, channels, rate_hz, rate_hz * block, block, bits) + extra
    body = b"fmt " + struct.pack("<I", len(head)) + head + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body


def make_recordings() -> None:
    ramp = bytes(range(0, 240, 3))
    write("wav", "pcm16", wav(1, 16, 1, 16000, ramp))
    write("wav", "pcm8_stereo", wav(1, 8, 2, 8000, ramp))
    write("wav", "pcm24", wav(1, 24, 1, 44100, ramp[:78]))
    write("wav", "float64", wav(3, 64, 1, 48000, struct.pack("<4d", 0, 0.5, -1, 2)))
    identifier = struct.pack("<HHIH", 22, 16, 4, 3) + bytes.fromhex("000000001000800000aa00389b71")
    write("wav", "extensible", wav(0xFFFE, 32, 1, 16000, struct.pack("<3f", 0, 1, -1), identifier))
    write("wav", "list", wav(1, 16, 1, 16000, ramp).replace(b"data", b"LIST\4\0\0\0INFOdata"))
    write("wav", "law", wav(7, 8, 1, 8000, ramp))


def make_calls() -> None:
    """Random bytes: they choose the calls, so any are a sequence."""
    for target in ("api", "decoder"):
        for seed, size in ((1, 40), (2, 200), (3, 500)):
            write(target, f"random{seed}", random.Random(seed).randbytes(size))


if __name__ == "__main__":
    make_models()
    make_graphs()
    make_scorers()
    make_commands()
    make_alphabets()
    make_recordings()
    make_calls()
