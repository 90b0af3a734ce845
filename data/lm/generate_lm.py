#!/usr/bin/env python3
"""Makes an n-gram language model (lm.binary) and a vocabulary (vocab-N.txt) of a text, with KenLM's programs.

generate_scorer_package turns both into a .scorer package. Steps: lower case; count words; lmplz estimates the
model; filter leaves the n-grams of the top words; build_binary packs it.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

PROGRAMS = ("lmplz", "filter", "build_binary")
LINES_PER_PROGRESS = 1_000_000


class LanguageModelError(Exception):
    """The model cannot be made; the text says why and what was received."""


def read_lines(path: Path) -> Iterator[str]:
    """Lines of a text file, plain or .gz, in lower case.

    Raises:
        LanguageModelError: if the file cannot be read or is not UTF-8; names the line.
    """
    number = 0
    try:
        with gzip.open(path) if path.suffix == ".gz" else open(path, "rb") as file:
            for number, line in enumerate(file, 1):
                yield line.decode("utf-8-sig" if number == 1 else "utf-8").lower()
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        raise LanguageModelError(
            f"line {number} of {path}: must be UTF-8. Received: byte 0x{byte:02x}"
        ) from error
    except (OSError, EOFError) as error:
        raise LanguageModelError(f"--input_txt {path} cannot be read: {error}") from error


def count_words(source: Path, lower: Path) -> Counter[str]:
    """Writes the text in lower case to `lower` and counts its words.

    Raises:
        LanguageModelError: if the text cannot be read or has no words.
    """
    print("Converting to lowercase and counting word occurrences ...", flush=True)
    counts: Counter[str] = Counter()
    with open(lower, "w", encoding="utf-8", newline="\n") as out:
        for number, line in enumerate(read_lines(source), 1):
            words = line.split()
            counts.update(words)
            out.write(" ".join(words) + "\n")
            if number % LINES_PER_PROGRESS == 0:
                print(f"  {number} lines", flush=True)
    if not counts:
        raise LanguageModelError(f"--input_txt {source}: must have words. Received: none")
    return counts


def write_vocabulary(counts: Counter[str], top_k: int, path: Path) -> str:
    """Writes the `top_k` most common words, most common first, one per line, and prints what they cover.

    Returns:
        What was written.
    """
    print(f"Saving top {top_k} words ...", flush=True)
    top = counts.most_common(top_k)
    text = "\n".join(word for word, _ in top)
    path.write_text(text, encoding="utf-8")
    total = sum(counts.values())
    covered = 100.0 * sum(count for _, count in top) / total
    print("Calculating word statistics ...")
    print(f"  Your text file has {total} words in total")
    print(f"  It has {len(counts)} unique words")
    print(f"  Your top-{top_k} words are {covered:.4f} percent of all words")
    print(f'  Your most common word "{top[0][0]}" occurred {top[0][1]} times')
    print(f'  The least common word in your top-k is "{top[-1][0]}" with {top[-1][1]} times', flush=True)
    return text


def find_programs(folder: str | None) -> dict[str, str]:
    """Paths of KenLM's programs: in `folder`, else with the deepspeech package, else on the search path.

    Raises:
        LanguageModelError: if one is missing; says where they were looked for.
    """
    if folder is not None:
        folders = [Path(folder)]
    else:
        folders = [Path(__file__).resolve().parents[2] / "native_client" / "python" / "deepspeech" / "bin"]
        package = importlib.util.find_spec("deepspeech")
        if package is not None:
            folders += [Path(place) / "bin" for place in package.submodule_search_locations or ()]
    found: dict[str, str] = {}
    for name in PROGRAMS:
        paths = [shutil.which(name, path=str(place)) for place in folders]
        if folder is None:
            paths.append(shutil.which(name))
        first = next((path for path in paths if path), None)
        if first is None:
            raise LanguageModelError(
                f"KenLM's program {name} is missing. Looked in: {', '.join(map(str, folders))}. They are "
                "built with the native client where Boost is installed (Debian: libboost-program-options-dev "
                "libboost-system-dev libboost-thread-dev); --kenlm_bins names another folder."
            )
        found[name] = first
    return found


def run(step: str, command: list[str], text: str | None = None) -> None:
    """Runs a program, its messages going to ours.

    Raises:
        LanguageModelError: if it fails.
    """
    print(f"{step} ...", flush=True)
    try:
        result = subprocess.run(command, input=text, text=True, encoding="utf-8", check=False)
    except OSError as error:
        raise LanguageModelError(f"{command[0]} cannot be run: {error}") from error
    if result.returncode != 0:
        hint = "" if "--discount_fallback" in command else " (a small text may need --discount_fallback)"
        raise LanguageModelError(
            f"{Path(command[0]).name} failed with status {result.returncode}"
            + (hint if Path(command[0]).name == "lmplz" else "")
        )


def build_model(
    arguments: argparse.Namespace, programs: dict[str, str], lower: Path, vocabulary: str
) -> None:
    """Estimates, filters and packs the model of the text `lower` into `lm.binary`.

    Raises:
        LanguageModelError: if a program fails.
    """
    folder = Path(arguments.output_dir)
    arpa, filtered, binary = folder / "lm.arpa", folder / "lm_filtered.arpa", folder / "lm.binary"
    estimate = [
        programs["lmplz"],
        *("--order", str(arguments.arpa_order), "--temp_prefix", f"{folder}{os.sep}"),
        *("--memory", arguments.max_arpa_memory, "--text", str(lower), "--arpa", str(arpa)),
        *("--prune", *arguments.arpa_prune.split("|")),
    ]
    if arguments.discount_fallback:
        estimate.append("--discount_fallback")
    pack = [programs["build_binary"]]
    if arguments.binary_type == "trie":  # hash tables have no pointers and are not quantised
        pack += ["-a", str(arguments.binary_a_bits), "-q", str(arguments.binary_q_bits)]
    pack += ["-v", arguments.binary_type, str(filtered), str(binary)]
    try:
        run("Creating ARPA file", estimate)
        run(
            "Filtering ARPA file using vocabulary of top-k words",
            [programs["filter"], "single", f"model:{arpa}", str(filtered)],
            vocabulary,
        )
        run("Building lm.binary", pack)
    finally:
        arpa.unlink(missing_ok=True)
        filtered.unlink(missing_ok=True)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Generate lm.binary and top-k vocab for DeepSpeech.", allow_abbrev=False
    )
    add = parser.add_argument
    add("--input_txt", required=True, help="text, one sentence per line; .txt or .gz")
    add("--output_dir", required=True, help="folder for lm.binary and vocab-<top_k>.txt")
    add("--top_k", type=int, required=True, help="number of most common words of the vocabulary")
    add(
        "--kenlm_bins",
        help="folder of lmplz, filter, build_binary; default: those built with the native client",
    )
    add("--arpa_order", type=int, required=True, help="order of the n-grams")
    add("--max_arpa_memory", required=True, help="memory for lmplz, such as 85%% or 4G")
    add("--arpa_prune", required=True, help="prune n-grams of each order up to these counts, such as 0|0|1")
    add("--binary_a_bits", type=int, required=True, help="bits of pointer compression")
    add("--binary_q_bits", type=int, required=True, help="bits of quantisation")
    add("--binary_type", required=True, choices=("trie", "probing"), help="data structure")
    add("--discount_fallback", action="store_true", help="for texts too small to estimate discounts")
    return parser.parse_args()


def main() -> int:
    arguments = parse_arguments()
    folder = Path(arguments.output_dir)
    lower = folder / "lower.txt"
    try:
        if arguments.top_k < 1:
            raise LanguageModelError(f"--top_k must be at least 1. Received: {arguments.top_k}")
        if not 2 <= arguments.arpa_order <= 6:
            raise LanguageModelError(f"--arpa_order must be from 2 to 6. Received: {arguments.arpa_order}")
        programs = find_programs(arguments.kenlm_bins)
        folder.mkdir(parents=True, exist_ok=True)
        counts = count_words(Path(arguments.input_txt), lower)
        vocabulary = write_vocabulary(counts, arguments.top_k, folder / f"vocab-{arguments.top_k}.txt")
        build_model(arguments, programs, lower, vocabulary)
    except (LanguageModelError, OSError) as error:
        print(f"E {error}", file=sys.stderr)
        return 1
    finally:
        lower.unlink(missing_ok=True)
    print(f"Created {folder / 'lm.binary'} and {folder / f'vocab-{arguments.top_k}.txt'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
