"""The JavaScript binding: its own tests, equality with Python, and installation of its package."""

from __future__ import annotations

import dataclasses
import functools
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from deepspeech._library import runtime_path
from tests.native.client import CLIENT, MODEL, SCORER, answers, load_model, need_client, recording
from tests.native.python39 import fetch
from tests.programs import need_programs
from tests.sets import GOLDEN, ROOT

need_programs("node", "npm", how="bin/setup_bindings.sh")

PACKAGE = ROOT / "native_client" / "javascript"
OWN_TESTS = sorted(path.name for path in (PACKAGE / "test").glob("*.test.js"))
OLDEST_NODE = 20
TIMEOUT_S = 280

TRANSCRIBE = """
const fs = require('node:fs');
const { Model } = require(process.argv[1]);
const [, , model, scorer, ...files] = process.argv;
const loaded = new Model(model);
loaded.enableExternalScorer(scorer);
const results = files.map((file) => {
  const audio = fs.readFileSync(file).subarray(44);
  const stream = loaded.createStream();
  for (let at = 0; at < audio.length; at += 640) stream.feedAudioContent(audio.subarray(at, at + 640));
  return {
    text: loaded.stt(audio), streamed: stream.finishStreamWithMetadata(3),
    metadata: loaded.sttWithMetadata(audio, 3), words: loaded.sttWithWords(audio),
  };
});
console.log(JSON.stringify(results));
"""


def node() -> str:
    program = shutil.which("node")
    assert program is not None  # checked when this module is imported
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.removeprefix("v").split(".")[0]) < OLDEST_NODE:
        pytest.skip(f"node {OLDEST_NODE} or newer is not installed; this is {version.strip()}")
    return program


@functools.cache
def _copy_natives() -> None:
    library = CLIENT / "lib" / "libdeepspeech.so"
    command = [
        "node",
        "scripts/copy_natives.js",
        "--library",
        str(library),
        "--runtime",
        runtime_path() or "",
    ]
    done = subprocess.run(command, cwd=PACKAGE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def need_package() -> str:
    """The program node, with koffi installed and the native libraries in the package."""
    program = node()
    need_client()
    if not (PACKAGE / "node_modules" / "koffi").is_dir():
        pytest.skip("koffi is not installed (bin/setup_bindings.sh)")
    _copy_natives()
    return program


def run(*command: str, cwd: Path = PACKAGE) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=TIMEOUT_S)


@pytest.mark.parametrize("name", OWN_TESTS)
def test_own_tests(name: str) -> None:
    done = run(need_package(), "--test", f"test/{name}")
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr
    assert "# fail 0" in done.stdout or "fail 0" in done.stdout
    assert "pass 0" not in done.stdout


def test_results_are_those_of_python(tmp_path: Path) -> None:
    program = need_package()
    names = [answer["wav"] for answer in answers("stream_tfl.json")["files"]]
    files = [str(GOLDEN / "wav" / name) for name in names]
    done = run(program, "-e", TRANSCRIBE, str(PACKAGE), str(MODEL), str(SCORER), *files)
    assert done.returncode == 0, done.stderr
    model = load_model()
    received = json.loads(done.stdout)
    assert len(received) == len(names) == 3
    for name, result in zip(names, received, strict=True):
        samples = recording(name)
        metadata = dataclasses.asdict(model.sttWithMetadata(samples, 3))
        assert result["text"] == model.stt(samples)
        assert result["metadata"] == metadata
        assert result["streamed"] == metadata
        assert result["words"] == dataclasses.asdict(model.sttWithWords(samples))


def test_package_installs_without_python(tmp_path: Path) -> None:
    """`npm pack`, then an installation into an empty folder; CommonJS, ESM and the program run from there."""
    program = need_package()
    packed = run("npm", "pack", "--silent", "--pack-destination", str(tmp_path))
    assert packed.returncode == 0, packed.stderr
    archive = tmp_path / packed.stdout.strip().splitlines()[-1]
    folder = tmp_path / "empty"
    folder.mkdir()
    quiet = ("--no-audit", "--no-fund", "--prefer-offline")
    fetch("npm", "install", "--prefix", str(folder), *quiet, str(archive), cwd=folder)
    installed = folder / "node_modules" / "deepspeech-tf"
    natives = sorted(path.name for path in installed.glob("lib/*/*"))
    assert natives == ["LICENSE.LiteRT", "libLiteRt.so", "libdeepspeech.so"]
    assert not (installed / "test").exists()
    answer = answers("stream_tfl.json")["files"][1]
    wav = str(GOLDEN / "wav" / answer["wav"])
    client = [str(folder / "node_modules" / ".bin" / "deepspeech"), "--model", str(MODEL)]
    bare = {"PATH": str(Path(program).parent)}
    done = subprocess.run(
        [*client, "--scorer", str(SCORER), "--audio", wav],
        env=bare,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, answer["stt"] + "\n"), done.stderr
    script = folder / "script.mjs"
    script.write_text(
        "import deepspeech, { Model, Version } from 'deepspeech-tf';\n"
        "console.log(Version() === deepspeech.Version(), Model === deepspeech.Model);\n",
        encoding="utf-8",
    )
    assert run(program, str(script), cwd=folder).stdout == "true true\n"


def test_types_compile(tmp_path: Path) -> None:
    """index.d.ts is valid, and a program of every kind of call compiles with it."""
    program = need_package()
    compiler = PACKAGE / "node_modules" / "typescript" / "bin" / "tsc"
    if not compiler.is_file():
        pytest.skip("typescript is not installed (bin/setup_bindings.sh)")
    done = run(program, str(compiler), "--noEmit", "--strict", "--module", "node16", "--target", "es2022",
               "test/types.ts")  # fmt: skip
    assert done.returncode == 0, done.stdout


OLD_DECLARATIONS = """
declare module 'stream' {
  export interface WritableOptions { highWaterMark?: number; }
  export class Writable { constructor(options?: WritableOptions); }
}
declare class Buffer extends Uint8Array {}
"""

OLD_PROGRAM = """
import * as Speech from '%s';

const joined = ({ tokens }: Speech.CandidateTranscript): string => tokens.map(({ text }) => text).join('');

export function recognize(path: string, audio: Buffer, asStream: boolean): string {
  const model = new Speech.Model(path);
  model.enableExternalScorer(path);
  if (!asStream) {
    const metadata: Speech.Metadata = model.sttWithMetadata(audio, 1);
    Speech.FreeMetadata(metadata);
    Speech.FreeModel(model);
    return joined(metadata.transcripts[0]);
  }
  const stream: Speech.Stream = model.createStream();
  stream.feedAudioContent(audio);
  return stream.intermediateDecode() + joined(stream.finishStreamWithMetadata().transcripts[0]);
}
"""


def test_types_compile_with_declarations_of_older_node(tmp_path: Path) -> None:
    """Programs from 0.9.3 use those of Node 13, which know modules only without the prefix ``node:``."""
    program = need_package()
    compiler = PACKAGE / "node_modules" / "typescript" / "bin" / "tsc"
    if not compiler.is_file():
        pytest.skip("typescript is not installed (bin/setup_bindings.sh)")
    (tmp_path / "node.d.ts").write_text(OLD_DECLARATIONS, encoding="utf-8")
    (tmp_path / "program.ts").write_text(OLD_PROGRAM % (PACKAGE / "index").as_posix(), encoding="utf-8")
    options = {"noEmit": True, "strict": True, "esModuleInterop": True, "target": "es2018", "lib": ["es2018"],
               "module": "commonjs", "moduleResolution": "node10", "types": []}  # fmt: skip
    config = tmp_path / "tsconfig.json"
    files = {"compilerOptions": options, "files": ["node.d.ts", "program.ts"]}
    config.write_text(json.dumps(files), encoding="utf-8")
    done = run(program, str(compiler), "-p", str(config))
    assert done.returncode == 0, done.stdout
