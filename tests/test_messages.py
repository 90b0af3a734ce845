"""Messages of programs: options that they name exist, and sentences end once."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

from deepspeech_tf.commandline.flags import ALL_FLAGS
from tests.test_architecture import ROOT, tracked

OPTION = re.compile(r"(?<![\w-])--([A-Za-z][\w-]*)(\{?)")  # with a brace: an f-string says how it goes on
COMMANDS = ROOT / "deepspeech_tf" / "commandline"
ABSL = {"flagfile", "help", "helpfull", "scorer"}
EXAMPLES = {"name", "noNAME", "plat-name"}  # "--name value": any option; the last one is of setuptools
# Options of programs that are not ours, in messages that tell how to call these.
FOREIGN = re.compile(r"(?:pip|cmake|ctest|==\S+) [^.;()]*")


def flags() -> set[str]:
    names = {name for name, *_ in ALL_FLAGS}
    return names | {f"no{name}" for name in names} | ABSL


def texts_of_python(path: Path) -> Iterator[tuple[int, str]]:
    """String constants with their lines; an f-string as one, its expressions in braces."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {
        id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)
    } - {id(node) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = (
                str(part.value) if isinstance(part, ast.Constant) else f"{{{ast.unparse(part)}}}"
                for part in node.values
            )
            yield node.lineno, "".join(parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node.lineno, node.value


def texts_of_cpp(path: Path) -> Iterator[tuple[int, str]]:
    """String literals, those side by side as one."""
    source = re.sub(r"(?m)^\s*//.*$", "", path.read_text(encoding="utf-8"))
    for match in re.finditer(r'"(?:[^"\\\n]|\\.)*"(?:\s*"(?:[^"\\\n]|\\.)*")*', source):
        text = re.sub(r'"\s*"', "", match.group()[1:-1])
        yield source.count("\n", 0, match.start()) + 1, text


def defined_in_python(path: Path) -> set[str]:
    """Options that a file gives to a parser: first arguments of calls, `add("--name", …)`."""
    return {
        argument.value[2:]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        for argument in node.args
        if isinstance(argument, ast.Constant) and re.fullmatch(r"--[A-Za-z][\w-]*", str(argument.value))
    } | {"help"}


def options_of_commands() -> set[str]:
    """Those of commands that have parsers of their own, and of what these parsers add."""
    found = set().union(*map(of_command, COMMANDS.glob("*_command.py")))
    return found | {f"no{name}" for name in found} | {"flagfile"}


def of_command(path: Path) -> set[str]:
    """Options of a command with a parser of its own."""
    return defined_in_python(path) | set(re.findall(r'\bswitch\(\s*"(\w+)"', read(path)))


def defined_in_cpp(folder: Path) -> set[str]:
    rows = re.compile(r'\{\s*"([a-z_0-9-]+)"\s*,\s*(?:no|required|optional)_argument')
    return {name for path in folder.glob("*.cc") for name in rows.findall(path.read_text(encoding="utf-8"))}


def programs() -> dict[str, set[str]]:
    """Options by the name that a program has in messages."""
    found: dict[str, set[str]] = {}
    for path in tracked(".py"):
        if "add_argument" in read(path):  # two programs may have the same file name
            found[path.name] = found.get(path.name, set()) | defined_in_python(path)
    for path in (ROOT / "deepspeech_tf" / "importers").glob("*.py"):
        if "CORPUS = " in read(path):
            found[f"import_{path.name}"] = defined_in_python(path)
    found["importing.py"] = defined_in_python(ROOT / "deepspeech_tf" / "importers" / "corpus.py")
    found["import_m-ailabs.py"] = found["import_m_ailabs.py"]
    generate_lm = ROOT / "data" / "lm" / "generate_lm.py"
    found["generate_lm.py"] = defined_in_python(generate_lm)
    for folder in (ROOT / "native_client" / "tools").iterdir():
        found[folder.name] = defined_in_cpp(folder)
    return found


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def own_options(path: Path, known: dict[str, set[str]]) -> set[str]:
    """Options that may be named by a file without saying of which program."""
    name = path.relative_to(ROOT).as_posix()
    shared = known["importing.py"]
    importers = set().union(*(options for file, options in known.items() if file.startswith("import_")))
    if name.startswith("native_client/tools/"):
        return known[path.parent.name]
    if name.startswith("native_client/src/audio/"):  # part of this program alone
        return known["deepspeech"]
    if name.startswith("native_client/src/"):
        return set()
    if name.startswith("data/lm/"):
        return known["generate_lm.py"] | defined_in_python(path)
    if name.startswith("deepspeech_tf/importers/") or name == "deepspeech_tf/commandline/importing.py":
        return importers | shared
    if name.startswith(("deepspeech_tf/", "coqui_stt_training/")):
        return flags() | options_of_commands()
    own = known.get(path.name, set()) | (shared if "run_corpus" in read(path) else set())
    if name.startswith("training/"):  # a recipe's files serve its program, which passes options on
        own = own.union(
            flags(), known["deepspeech"], *(known.get(p.name, ()) for p in path.parent.glob("*.py"))
        )
    return own


def wrong_options() -> list[str]:
    known = programs()
    wrong = []
    for path in tracked(".py", ".cc", ".h"):
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(("tests/", "native_client/tests/", "native_client/fuzz/", "benchmarks/")):
            continue
        if name.startswith("deepspeech_tf/reporting/"):  # style sheets have names that begin alike
            continue
        own = own_options(path, known)
        for line, text in texts_of_python(path) if path.suffix == ".py" else texts_of_cpp(path):
            if " " not in text:  # an argument, not a message
                continue
            allowed = own.union(*(options for program, options in known.items() if program in text))
            for option, is_beginning in OPTION.findall(FOREIGN.sub("", text)):
                fits = any(one.startswith(option) for one in allowed) if is_beginning else option in allowed
                if not fits and option not in EXAMPLES:
                    wrong.append(f"{name}:{line}: --{option}")
    return wrong


def test_every_option_that_a_message_names_exists() -> None:
    wrong = wrong_options()
    assert not wrong, "\n".join(wrong)


def calls(document: Path) -> Iterator[tuple[str, str]]:
    """Program and arguments of each command line in the indented blocks of a document."""
    text = re.sub(r"\\\n\s*", " ", read(document))
    for line in re.findall(r"^ {4,}(\S.*)$", text, re.MULTILINE):
        for command in re.split(r" [|&]+ ", line):
            if match := re.match(r"(?:python3? (?:-m )?|bash )?([\w./-]+) (.*)", command):
                yield match.group(1).rsplit("/", 1)[-1], match.group(2)


def test_options_of_commands_in_documents_exist() -> None:
    known = programs()
    wrong, seen = [], set()
    for document in tracked(".md"):
        for program, arguments in calls(document):
            options = known.get(program.removeprefix("deepspeech-"))
            if program.startswith("deepspeech_tf."):
                own = COMMANDS / f"{program.removeprefix('deepspeech_tf.')}_command.py"  # not of absl
                options = of_command(own) if own.exists() else flags()
            if options is None:
                continue
            if program.startswith("import_"):
                options = options | known["importing.py"]
            seen.add(program)
            said = re.split(r"\s#", arguments)[0]
            wrong += [
                f"{document.relative_to(ROOT)}: {program} --{option}"
                for option, _ in OPTION.findall(said)
                if option not in options | {"help", "version"}
            ]
    assert {"deepspeech_tf.train", "generate_lm.py", "generate_scorer_package", "deepspeech-inspect"} <= seen
    assert not wrong, "\n".join(wrong)


def test_options_are_found() -> None:
    known = programs()
    assert {"input_txt", "discount_fallback", "keep_case"} <= known["generate_lm.py"]
    assert {"force_bytes_output_mode", "alphabet"} <= known["generate_scorer_package"]
    assert {"json", "alphabet"} <= known["inspect"] and {"model", "audio"} <= known["deepspeech"]
    assert {"filter_alphabet", "workers"} <= known["importing.py"]


def ends_twice(path: Path) -> list[str]:
    """f-strings that add a full stop to the text of an error, which may already have one."""
    wrong = []
    for node in ast.walk(ast.parse(read(path))):
        if not isinstance(node, ast.JoinedStr):
            continue
        for value, following in itertools.pairwise(node.values):
            is_end = isinstance(following, ast.Constant) and str(following.value).startswith(".")
            said = ast.unparse(value)
            if is_end and re.search(r"\b(error|reason)\b", said) and "strip('.')" not in said:
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}: {said}")
    return wrong


def test_no_sentence_ends_twice() -> None:
    wrong = [found for path in tracked(".py") for found in ends_twice(path)]
    assert not wrong, "\n".join(wrong)


def test_what_came_is_cut() -> None:
    """Messages quote values of any length, so the text after "Received:" is cut."""
    paths = [
        path
        for path in tracked(".py")
        if path.is_relative_to(ROOT / "deepspeech_tf")
        or path.is_relative_to(ROOT / "bin")
        or path.is_relative_to(ROOT / "native_client" / "python" / "deepspeech")
        or path.is_relative_to(ROOT / "native_client" / "python" / "ds_ctcdecoder")
    ]
    assert paths
    uncut = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in paths
        for match in re.finditer(r"Received: \{[^{}]*!r\}", read(path))
        if not re.search(r"\[:\d+\]", match.group())
    ]
    assert not uncut
