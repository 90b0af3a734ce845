"""The rules of doc/structure.md, checked for every tracked file."""

from __future__ import annotations

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "deepspeech_tf"

# A module imports from its own package and from packages of higher layers.
LAYERS = (
    {"errors"},
    {"config", "events", "whole_file"},
    {"text", "audio"},
    {"data", "model", "decode", "reporting", "speech"},
    {"checkpoint", "importers", "diagnosis"},
    {"fit", "evaluation", "exporting", "store"},
    {"jobs", "transcription", "serving"},
    {"api"},
    {"commandline"},
    {*"train evaluate export lm_optimizer convert_checkpoint doctor transcribe models serve".split()},
)
LAYER_OF = {name: number for number, names in enumerate(LAYERS) for name in names}
READERS_OF_ARGV = {"commandline"}
COQUI_UTIL = ROOT / "coqui_stt_training" / "util"  # commands whose names are those of Coqui STT

MAX_LINES_IN_A_FILE = 330
MAX_LINES_IN_THE_HEADER = 400  # deepspeech.h is the manual of 50 functions, and one file by its nature
MAX_LINES_IN_A_FUNCTION = 65
MAX_LINES_IN_AN_IMPORTER = 8  # it only runs the importer of the package
MAX_LINES_IN_THE_TABLE = 480  # one row for each flag, in one table

# Folder of native_client/src -> folders whose headers it may include and whose libraries it may link.
NATIVE_LAYERS = {
    "platform": set(),
    "text": {"platform"},
    "audio": {"platform"},
    "scorer": {"text", "platform"},
    "commands": {"text"},
    "decoder": {"scorer", "text"},
    "model": {"text", "platform"},
    "stream": {"model", "decoder", "scorer", "text", "audio"},
    "api": {"stream", "model", "decoder", "scorer", "commands", "text", "audio"},
    "coqui_api": set(),
    "ctcdecoder_api": {"decoder", "scorer", "text"},
}


@cache
def tracked(*suffixes: str) -> tuple[Path, ...]:
    """Files of the project as git knows them, new ones that are not ignored included."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listing.returncode:
        pytest.skip("not a git checkout: there is no list of the project's own files")
    names = [ROOT / name for name in listing.stdout.decode().split("\0") if name]
    return tuple(p for p in names if p.is_file() and (not suffixes or p.suffix in suffixes))


def python_files() -> list[Path]:
    return [path for path in tracked(".py") if PACKAGE in path.relative_to(ROOT).parts[:1]]


def native_sources(folder: str = "") -> list[Path]:
    base = ROOT / "native_client" / "src" / folder
    return [path for path in tracked(".cc", ".cpp", ".h") if base in path.parents]


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def package_of(module: str) -> str:
    """`deepspeech_tf.text.alphabet` -> `text`; the package itself -> ``."""
    second = (module.split(".") + [""])[1]
    return "" if second.startswith("__") else second


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_modules(path: Path) -> set[str]:
    """Every module of the package that the file imports, anywhere in it, by statement or by name."""
    modules: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are absolute here"
            modules.add(node.module or "")
            modules |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "import_module":
            modules |= {str(a.value) for a in node.args if isinstance(a, ast.Constant)}
    return {m for m in modules if m.split(".")[0] == PACKAGE}


def test_imports_go_up_only() -> None:
    wrong = []
    for path in python_files():
        own = package_of(module_name(path))
        if not own:
            continue  # the package itself imports a public name on first use
        if own not in LAYER_OF:
            wrong.append(
                f"{path.relative_to(ROOT)}: {own} has no layer; give it one in doc/structure.md and here"
            )
            continue
        for module in imported_modules(path):
            other = package_of(module)
            if other and other != own and not LAYER_OF.get(other, 99) < LAYER_OF.get(own, -1):
                wrong.append(f"{path.relative_to(ROOT)} ({own}) imports {module}")
    assert not wrong, "\n".join(wrong)


def test_imports_have_no_cycle() -> None:
    graph = {module_name(p): imported_modules(p) - {module_name(p), PACKAGE} for p in python_files()}
    while graph:
        free = [m for m, needs in graph.items() if not needs & graph.keys()]
        assert free, f"these modules import each other in a circle: {sorted(graph)}"
        for module in free:
            del graph[module]


def test_only_commands_read_the_command_line() -> None:
    wrong = []
    for path in python_files():
        if package_of(module_name(path)) in READERS_OF_ARGV:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            reads = isinstance(node, ast.Attribute) and node.attr in ("argv", "FLAGS")
            imports = isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
                ("absl", "argparse")
            )
            plainly = isinstance(node, ast.Import) and any(
                a.name.split(".")[0] in ("absl", "argparse") for a in node.names
            )
            if reads or imports or plainly:
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not wrong, wrong


# What is inside of the encoder `deepspeech`, and who may know of it: its folder, flags, adapters to 0.9.3.
INSIDE_DEEPSPEECH = re.compile(r"\bn_hidden\b|lstm|\bstate_[ch]\b|\blayer_\d|\b494\b", re.IGNORECASE)
KNOWS_DEEPSPEECH = (
    "model/deepspeech/", "commandline/flag_table.py", "commandline/provenance.py", "checkpoint/compat_0_9.py",
    "checkpoint/conversion.py",
)  # fmt: skip


def test_encoders_are_known_to_their_folders_only() -> None:
    package = ROOT / PACKAGE
    wrong = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in python_files()
        if not path.relative_to(package).as_posix().startswith(KNOWS_DEEPSPEECH)
        for number, line in enumerate(lines(path), start=1)
        if INSIDE_DEEPSPEECH.search(line)
    ]
    assert not wrong, "\n".join(wrong)


def test_inference_needs_no_tensorflow() -> None:
    """The base install has NumPy and LiteRT only."""
    for path in tracked(".py"):
        if path.is_relative_to(ROOT / "native_client" / "python"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                assert not {n.split(".")[0] for n in names} & {"tensorflow", "keras", PACKAGE}, path


def test_files_are_short() -> None:
    limits = dict.fromkeys(tracked(".py", ".cc", ".cpp", ".h", ".sh", ".cmake"), MAX_LINES_IN_A_FILE)
    limits[ROOT / "native_client/include/deepspeech.h"] = MAX_LINES_IN_THE_HEADER
    limits[ROOT / PACKAGE / "commandline" / "flag_table.py"] = MAX_LINES_IN_THE_TABLE
    limits |= {p: MAX_LINES_IN_AN_IMPORTER for p in limits if p.match("bin/import_*.py")}
    long = [f"{p.relative_to(ROOT)}: {len(lines(p))}" for p, most in limits.items() if len(lines(p)) > most]
    assert not long, long


def test_python_functions_are_short() -> None:
    long = []
    for path in tracked(".py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > MAX_LINES_IN_A_FUNCTION:
                    long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {length} lines")
    assert not long, long


def long_native_functions(text: list[str]) -> list[str]:
    """Bodies from a line at the margin ending in `{` to the `}` at the margin; types and namespaces apart."""
    found, start = [], None
    for number, line in enumerate(text):
        other = re.match(r"(namespace|class|struct|enum|union|extern|template)\b", line) and "(" not in line
        if line.endswith("{") and not other and line[:1] not in ("", " ", "}", "#", "/"):
            start = number
        elif line.startswith("}") and start is not None:
            if number - start + 1 > MAX_LINES_IN_A_FUNCTION:
                found.append(f"{start + 1}: {number - start + 1} lines")
            start = None
    return found


def test_native_functions_are_short() -> None:
    long = {str(p.relative_to(ROOT)): long_native_functions(lines(p)) for p in tracked(".cc", ".cpp")}
    assert not any(long.values()), {path: where for path, where in long.items() if where}


def test_long_native_function_is_seen() -> None:
    assert long_native_functions(["int f() {", *["  g();"] * 70, "}"]) == ["1: 72 lines"]
    assert long_native_functions(["namespace ds {", *["int x;"] * 70, "}"]) == []


def test_no_file_is_called_utils_or_helpers() -> None:
    for path in tracked():
        assert not re.match(r"(utils?|helpers?|misc|common)(\.|$)", path.name), path
        if COQUI_UTIL not in path.parents:
            assert not {"utils", "util", "helpers", "misc"} & set(path.relative_to(ROOT).parts), path


def test_every_module_says_what_it_is_for() -> None:
    for path in tracked(".py"):
        if path.read_text(encoding="utf-8").strip():
            docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
            assert docstring, f"{path.relative_to(ROOT)} has no module docstring"


def included_folders(path: Path) -> set[str]:
    quoted = re.findall(r'^\s*#\s*include\s+"([^"]+)"', path.read_text(encoding="utf-8"), re.MULTILINE)
    return {part for name in quoted for part in Path(name).parts[:-1] if part in NATIVE_LAYERS}


def test_native_folders_include_downwards() -> None:
    folders = {p.relative_to(ROOT / "native_client" / "src").parts[0] for p in native_sources()}
    assert folders <= NATIVE_LAYERS.keys(), folders - NATIVE_LAYERS.keys()
    wrong = [
        f"{path.relative_to(ROOT)} includes {sorted(other)}"
        for folder, below in NATIVE_LAYERS.items()
        for path in native_sources(folder)
        if (other := included_folders(path) - below - {folder})
    ]
    assert not wrong, wrong


def test_headers_have_guards_of_one_form() -> None:
    """`DS_<FOLDER>_<FILE>_H_`; the public headers, which C programs include, `<FILE>_H`."""
    native = ROOT / "native_client"
    headers = [path for path in tracked(".h") if native in path.parents]
    assert headers
    wrong = []
    for path in headers:
        parts = path.relative_to(native).with_suffix("").parts
        name = "_".join(parts[1:] if parts[0] in ("src", "include") else parts).upper().replace("-", "_")
        guard = f"{name}_H" if parts[0] == "include" else f"DS_{name}_H_"
        text = path.read_text(encoding="utf-8")
        if f"#ifndef {guard}\n#define {guard}\n" not in text or "#pragma once" in text:
            wrong.append(f"{path.relative_to(ROOT)}: {guard}")
    assert not wrong, wrong


def test_native_libraries_link_downwards() -> None:
    wrong = []
    for folder, below in NATIVE_LAYERS.items():
        script = ROOT / "native_client" / "src" / folder / "CMakeLists.txt"
        if not script.is_file():
            continue
        text = re.sub(r"#.*", "", script.read_text(encoding="utf-8"))
        for arguments in re.findall(r"target_link_libraries\s*\(([^)]*)\)", text):
            linked = {word.removeprefix("ds_") for word in arguments.split()[1:]}
            other = (linked & NATIVE_LAYERS.keys()) - below - {folder}
            wrong += [f"{folder} links {name}" for name in other]
    assert not wrong, wrong


def test_kenlm_is_known_to_one_file() -> None:
    users = [
        str(path.relative_to(ROOT))
        for path in tracked(".cc", ".cpp", ".h")
        if re.search(r'#\s*include\s+[<"](lm|util)/', path.read_text(encoding="utf-8"))
    ]
    assert len(users) == 1, users


def test_native_code_never_asserts() -> None:
    """Files from outside are answered with an error code, in every build type."""
    wrong = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in native_sources()
        for number, line in enumerate(lines(path), start=1)
        if re.search(r"(?<!static_)\bassert\s*\(|#\s*include\s+<cassert>|\babort\s*\(", line.split("//")[0])
    ]
    assert not wrong, wrong


# Put together from pieces, so that this file does not find itself.
FOREIGN_FOLDERS = "|".join(["ro" + "ot", "wo" + "rk", "ho" + "me", "Us" + "ers"])
FOREIGN_PATHS = re.compile(rf"(?<![\w.~$}}\-])/({FOREIGN_FOLDERS})/")
REGISTRIES = re.compile(r"pypi\.(org)|python(hosted)|npmjs\.(org|com)|deb\.(debian)")


def test_nothing_points_outside_the_project() -> None:
    wrong = []
    for path in tracked():
        if path.name == ".gitignore" or path.suffix in (".wav", ".flac", ".npz", ".tflite", ".scorer"):
            continue
        for number, line in enumerate(
            path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1
        ):
            if FOREIGN_PATHS.search(line) or REGISTRIES.search(line):
                wrong.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    assert not wrong, "\n".join(wrong)
