"""The command line of importers: their options, and errors that end in one clear message."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import Any

from deepspeech_tf.commandline.begin import begin_command
from deepspeech_tf.errors import DeepSpeechError, ImporterError, one_line, reason_of
from deepspeech_tf.importers.corpus import Corpus


def run_corpus(corpus: Corpus) -> None:
    """The command that imports a corpus, with the options of `sys.argv`; ends like `run_importer`."""
    parser = corpus_parser(corpus)
    run_importer(lambda: corpus.run(parser.parse_args()))


def corpus_parser(corpus: Corpus) -> argparse.ArgumentParser:
    """A parser with all options of a corpus."""
    parser = argparse.ArgumentParser(description=corpus.about)
    for one in corpus.all_options:
        settings = dict(one.settings)
        if "type" in settings:
            settings["type"] = _explained(settings["type"])
        parser.add_argument(*one.names, **settings)
    return parser


def run_importer(main: Callable[[], None]) -> None:
    """Calls `main`; exits with 1 after an error, 130 after Ctrl-C, 141 if the reader has exited."""
    begin_command()
    try:
        main()
    except DeepSpeechError as error:
        from deepspeech_tf.commandline.messages import message_of  # slow to import, and rarely needed

        sys.exit(f"E {one_line(message_of(error))}")
    except BrokenPipeError:  # from `write_data`
        sys.exit(141)
    except OSError as error:  # no space left, no permission
        where = f"{one_line(error.filename)}: " if error.filename else ""
        sys.exit(f"E {where}{reason_of(error)}")
    except KeyboardInterrupt:
        sys.exit(130)


def _explained(convert: Callable[[str], Any]) -> Callable[[str], Any]:
    """Wraps `convert` so that argparse shows the text of its errors."""

    def converted(word: str) -> Any:
        try:
            return convert(word)
        except ImporterError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    converted.__name__ = convert.__name__  # used in messages of argparse
    return converted
