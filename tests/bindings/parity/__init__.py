"""Parsers of declarations: of deepspeech.h, and one module for each language, named like its folder.

Each has a function `parse(folder)` that returns what the binding in this folder declares.
"""

from __future__ import annotations

from dataclasses import dataclass, field

# The forms in which a value is passed: integers and floats by their width, and addresses. A string, a buffer,
# a handle, a structure and a place for a result are addresses.
FORMS = ("void", "i32", "u32", "f32", "f64", "address")


@dataclass(frozen=True)
class Function:
    """The forms of a function's result and arguments."""

    result: str
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class Declarations:
    """What a file declares.

    Attributes:
        functions: by name.
        structs: forms of the members by the names of the structures, in order. A language may name members by
            its own convention.
        errors: status codes by name, without `DS_ERR_`; None if the binding has no table of them.
        only_names: the compiler of the language reads the header itself, so only names are known.
    """

    functions: dict[str, Function] = field(default_factory=dict)
    structs: dict[str, tuple[str, ...]] = field(default_factory=dict)
    errors: dict[str, int] | None = None
    only_names: bool = False


def differences(header: Declarations, binding: Declarations) -> list[str]:
    """What a binding lacks or declares otherwise than the header, one line each."""
    found = []
    for name, function in header.functions.items():
        declared = binding.functions.get(name)
        if declared is None:
            found.append(f"{name} is missing")
        elif not binding.only_names:
            found += _function_differences(name, function, declared)
    found += [f"{name} is not in the header" for name in binding.functions if name not in header.functions]
    if not binding.only_names:
        for name, members in header.structs.items():
            if binding.structs.get(name) != members:
                found.append(f"struct {name}: expected {members}, declared {binding.structs.get(name)}")
        for name, code in (header.errors or {}).items():
            if binding.errors is not None and binding.errors.get(name) != code:
                found.append(f"error {name}: expected 0x{code:04X}, declared {binding.errors.get(name)}")
    return found


def _function_differences(name: str, wanted: Function, declared: Function) -> list[str]:
    found = []
    if declared.result != wanted.result:
        found.append(f"{name}: expected a result of {wanted.result}, declared {declared.result}")
    if len(declared.arguments) != len(wanted.arguments):
        return [
            *found,
            f"{name}: expected {len(wanted.arguments)} arguments, declared {len(declared.arguments)}",
        ]
    pairs = zip(wanted.arguments, declared.arguments, strict=True)
    return found + [
        f"{name}, argument {number}: expected {form}, declared {other}"
        for number, (form, other) in enumerate(pairs, start=1)
        if form != other
    ]
