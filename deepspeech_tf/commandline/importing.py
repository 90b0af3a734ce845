"""The command line of importers: options that they share, and errors that end in one clear message."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from deepspeech_tf.commandline.begin import begin_command
from deepspeech_tf.errors import DeepSpeechError, quote, reason_of
from deepspeech_tf.importers.labels import LabelFilter, Validator, load_validator, validate_english
from deepspeech_tf.importers.run import ImportRun, Rules
from deepspeech_tf.text.alphabet import Alphabet


def importer_parser(description: str | None, *, filters: bool = True) -> argparse.ArgumentParser:
    """A parser with the options of every importer.

    Args:
        description: what is imported.
        filters: whether the importer takes `--filter_alphabet` and `--normalize`.
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument(
        "--validate_label_locale",
        metavar="FILE.py",
        help="Python file with validate_label(label) -> str | None for the corpus' language",
    )
    parser.add_argument(
        "--workers", type=int, default=0, help="threads that convert; 0: one for each processor"
    )
    parser.add_argument(
        "--left_out", type=Path, metavar="CSV", help="write the clips not taken, with reasons"
    )
    parser.add_argument(
        "--dotless_i",
        action="store_true",
        help="the lower case of I is ı, as in Turkish and Azerbaijani; default: if --filter_alphabet has ı",
    )
    if filters:
        parser.add_argument("--filter_alphabet", help="exclude samples with characters not in this alphabet")
        parser.add_argument(
            "--normalize", action="store_true", help="turn letters with diacritics into their base letters"
        )
    return parser


def yes_or_no(word: str) -> bool:
    """For options such as `--keep_archive False`, which 0.9.3 takes for true."""
    if word.lower() in ("true", "yes", "1"):
        return True
    if word.lower() in ("false", "no", "0", ""):
        return False
    raise argparse.ArgumentTypeError(f"must be True or False. Received: {quote(word)}")


def label_filter(
    params: argparse.Namespace, validator: Validator | None = None, keep: str = ""
) -> LabelFilter:
    """The label filter that the options ask for; without a validator the English one, with a warning.

    Args:
        params: from a parser of `importer_parser`.
        validator: for corpora that have one of their own.
        keep: letters that `--normalize` leaves as they are, and with them the whole alphabet.
    """
    if params.validate_label_locale:
        validator = load_validator(params.validate_label_locale)
    elif validator is None:
        print(
            "WARNING: No --validate_label_locale specified, the transcripts are treated as English.",
            file=sys.stderr,
        )
        validator = validate_english
    path = getattr(params, "filter_alphabet", None)
    alphabet = Alphabet.from_file(path) if path else None
    return LabelFilter(
        validator,
        normalize=bool(getattr(params, "normalize", False)),
        alphabet=alphabet,
        keep=keep + "".join(alphabet.labels) if keep and alphabet else keep,
        dotless_i=params.dotless_i,
    )


def import_run(params: argparse.Namespace, labels: LabelFilter, rules: Rules) -> ImportRun:
    """A run with the options that all importers share."""
    return ImportRun(labels, rules, workers=params.workers, left_out_file=params.left_out)


def run_importer(main: Callable[[], None]) -> None:
    """Calls `main`; exits with 1 after an error, 130 after Ctrl-C, 141 if nobody reads its result."""
    begin_command()
    try:
        main()
    except DeepSpeechError as error:
        sys.exit(f"E {error}")
    except BrokenPipeError:  # from `write_data`
        sys.exit(141)
    except OSError as error:  # no space left, no permission
        sys.exit(f"E {error.filename}: {reason_of(error)}" if error.filename else f"E {reason_of(error)}")
    except KeyboardInterrupt:
        sys.exit(130)
