"""`python -m deepspeech_tf.models`: options and output."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from deepspeech_tf.commandline.begin import write_data
from deepspeech_tf.commandline.options import Options, run
from deepspeech_tf.store.install import add_model, remove_model, verify_model
from deepspeech_tf.store.place import StoredModel, all_models, find_model, no_model, require_name
from deepspeech_tf.whole_file import json_text


def models_command(description: str) -> None:
    """Runs the command with the arguments of the process."""
    run(lambda: _models(sys.argv[1:], description))


def _models(arguments: list[str], description: str) -> int:
    options = Options(description, prog="python -m deepspeech_tf.models")
    options.add_argument("action", choices=["list", "info", "add", "remove", "verify"])
    options.add_argument(
        "subject", nargs="?", default="", help="name of a model; for add: file, folder or address"
    )
    options.add_argument("--name", default="", help="add: name of the model; default: that of the source")
    options.add_argument("--sha256", default="", help="add: checksum of the file")
    options.add_argument("--scorer", default="", help="add: scorer that belongs to the model")
    options.switch("force", "add: replace a model with the same name")
    options.switch("json", "list and info: output for programs")
    values, unknown = options.parse(arguments)
    if unknown:
        options.error(f"unknown options: {' '.join(unknown)}")
    if not values.subject and values.action not in ("list", "verify"):
        options.error(
            f"{values.action} needs {'a source' if values.action == 'add' else 'the name of a model'}"
        )
    return _ACTIONS[values.action](values)


def _list(values: argparse.Namespace) -> int:
    models = all_models()
    if values.json:
        write_data(json_text([_facts(model) for model in models], indent=1) + "\n")
        return 0
    for model in models:
        scorer = f"scorer {_megabytes(model.scorer)}" if model.scorer else "no scorer"
        write_data(f"{model.name:<24} {_megabytes(model.model):>8}  {scorer:<16}  {model.folder}\n")
    return 0


def _megabytes(path: Path) -> str:
    return f"{path.stat().st_size / 1e6:.1f} MB"


def _facts(model: StoredModel) -> dict[str, object]:
    return {
        "name": model.name,
        "model": str(model.model),
        "scorer": model.scorer and str(model.scorer),
        "card": model.card and str(model.card),
        "source": model.source,
        "sha256": model.checksums,
    }


def _named(name: str) -> StoredModel:
    model = find_model(require_name(name))
    if model is None:
        raise no_model(name, "the name of a model")
    return model


def _info(values: argparse.Namespace) -> int:
    model = _named(values.subject)
    if values.json:
        write_data(json_text(_facts(model), indent=1) + "\n")
        return 0
    for title, value in _facts(model).items():
        if title != "sha256" and value:
            write_data(f"{title}: {value}\n")
    if model.card:
        write_data("\n" + model.card.read_text(encoding="utf-8", errors="replace"))
    return 0


def _add(values: argparse.Namespace) -> int:
    model = add_model(
        values.subject, values.name, checksum=values.sha256, scorer=values.scorer, force=values.force
    )
    write_data(f"{model.name}: {model.folder}\n")
    return 0


def _remove(values: argparse.Namespace) -> int:
    write_data(f"removed {remove_model(values.subject)}\n")
    return 0


def _verify(values: argparse.Namespace) -> int:
    models = [_named(values.subject)] if values.subject else all_models()
    status = 0
    for model in models:
        wrong = verify_model(model)
        status |= bool(wrong)
        good = "as installed" if model.checksums else "loads; it has no checksums"
        write_data(f"{model.name}: {'; '.join(wrong) or good}\n")
    return int(status)


_ACTIONS = {"list": _list, "info": _info, "add": _add, "remove": _remove, "verify": _verify}
