"""Describes importers of corpora: their options, and the function that imports.

`bin/import_<corpus>.py` reads the options from the command line; `import_corpus` takes them as arguments.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import Any

from deepspeech_tf.errors import ImporterError, quote
from deepspeech_tf.importers.import_run import ImportRun, Rules
from deepspeech_tf.importers.labels import LabelFilter, Validator, load_validator, validate_english
from deepspeech_tf.text.alphabet import Alphabet

Options = Any  # an object with an attribute for each option


@dataclass(frozen=True)
class Option:
    """An option of an importer.

    Args:
        names: "target_dir", or "--max_sec" for an optional one; also several names.
        settings: see `ArgumentParser.add_argument`: help, type, default, ….
    """

    names: tuple[str, ...]
    settings: Mapping[str, Any]

    @property
    def attribute(self) -> str:
        """The name of the option in Python."""
        longest = max(self.names, key=len)
        return str(self.settings.get("dest", longest.lstrip("-").replace("-", "_")))

    @property
    def is_required(self) -> bool:
        return not self.names[0].startswith("-") or bool(self.settings.get("required"))

    @property
    def default(self) -> Any:
        is_switch = self.settings.get("action") == "store_true"
        return self.settings.get("default", False if is_switch else None)


def option(*names: str, **settings: Any) -> Option:
    """An option, written as for `ArgumentParser.add_argument`."""
    return Option(names, MappingProxyType(settings))


@dataclass(frozen=True)
class Corpus:
    """A corpus that can be imported.

    Args:
        about: what it is and which files are written.
        options: the options of this corpus, in addition to `shared_options`.
        run: imports it, given values of all options.
        filters: whether it takes `--filter_alphabet` and `--normalize`.
    """

    about: str
    options: tuple[Option, ...]
    run: Callable[[Options], None]
    filters: bool = True

    @property
    def all_options(self) -> tuple[Option, ...]:
        return (*shared_options(self.filters), *self.options)


def shared_options(filters: bool) -> tuple[Option, ...]:
    """Options of every importer; with `filters`, also the filter options that most of them have."""
    shared = (
        option(
            "--validate_label_locale",
            metavar="FILE.py",
            help="Python file with validate_label(label) -> str | None for the corpus' language",
        ),
        option("--workers", type=int, default=0, help="threads that convert; 0: one per processor"),
        option("--left_out", type=Path, metavar="CSV", help="write the clips left out, with reasons"),
        option(
            "--dotless_i",
            action="store_true",
            help="the lower case of I is ı, as in Turkish and Azerbaijani; "
            "default: if --filter_alphabet has ı",
        ),
    )
    if not filters:
        return shared
    normalize = "turn letters with diacritics into their base letters"
    return (
        *shared,
        option("--filter_alphabet", help="exclude samples with characters not in this alphabet"),
        option("--normalize", action="store_true", help=normalize),
    )


def import_corpus(corpus: Corpus, **values: Any) -> None:
    """Imports a corpus, as its command does.

    Args:
        corpus: `CORPUS` of a module of this folder.
        values: options by name; others have their defaults.

    Raises:
        ImporterError: if a required option is missing, an option is unknown, or the corpus cannot be used.
    """
    known = {one.attribute: one for one in corpus.all_options}
    if unknown := [name for name in values if name not in known]:
        raise ImporterError(f"options must be of {', '.join(known)}. Received: {', '.join(unknown)}")
    if missing := [n for n, one in known.items() if one.is_required and n not in values]:
        raise ImporterError(f"must have {', '.join(missing)}. Received: {', '.join(values) or 'no options'}")
    corpus.run(SimpleNamespace(**{name: one.default for name, one in known.items()} | values))


def yes_or_no(word: str) -> bool:
    """Converts values of options such as `--keep_archive False`, which is true in 0.9.3.

    Raises:
        ImporterError: if it is neither.
    """
    if word.lower() in ("true", "yes", "1"):
        return True
    if word.lower() in ("false", "no", "0", ""):
        return False
    raise ImporterError(f"must be True or False. Received: {quote(word)}")


def label_filter(options: Options, validator: Validator | None = None, keep: str = "") -> LabelFilter:
    """The label filter that the options describe; without a validator, the English one with a warning.

    Args:
        options: of a corpus.
        validator: the corpus' own validator; None if it has none.
        keep: letters that `normalize` does not change; if there are any, it does not change the alphabet
            either.
    """
    if options.validate_label_locale:
        validator = load_validator(options.validate_label_locale)
    elif validator is None:
        print(
            "WARNING: No --validate_label_locale specified, the transcripts are treated as English.",
            file=sys.stderr,
        )
        validator = validate_english
    path = getattr(options, "filter_alphabet", None)
    alphabet = Alphabet.from_file(path) if path else None
    return LabelFilter(
        validator,
        normalize=bool(getattr(options, "normalize", False)),
        alphabet=alphabet,
        keep=keep + "".join(alphabet.labels) if keep and alphabet else keep,
        dotless_i=options.dotless_i,
    )


def import_run(options: Options, labels: LabelFilter, rules: Rules) -> ImportRun:
    """A run with the options that all importers share."""
    return ImportRun(labels, rules, workers=options.workers, left_out_file=options.left_out)
