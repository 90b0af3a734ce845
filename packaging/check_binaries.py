"""Checks the programs and libraries in a wheel and an archive of a release.

    python packaging/check_binaries.py manylinux_2_28_x86_64 dist

Linux: no symbol of a glibc newer than that in the platform's name, which auditwheel must confirm for wheels.
macOS: the load commands (oldest system, dependencies, run paths, name of the library). Windows: the imports.
Everything depends on the system and on files beside it only. Prints one line for each file; the exit status
is 1 for a bad file.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import lief
from platforms import PLATFORMS, Platform
from signature import changed_pages

lief.logging.disable()  # it reports that programs export nothing
OURS = r"lib(deepspeech|stt|ds_ctcdecoder)\.(so|dylib|dll)"
RUNTIME = re.compile(r"libLiteRt\.(so|dylib|dll)")
# What may be needed besides our own libraries.
SYSTEM = {
    "ELF": r"lib(c|m|dl|pthread|rt)\.so\.\d|ld-linux-[\w-]+\.so\.\d",
    "MACHO": r"/usr/lib/lib(System\.B|c\+\+\.1|objc\.A)\.dylib",
    "PE": r"(?i)(kernel32|advapi32|ntdll|ws2_32|user32|shell32|ole32)\.dll|api-ms-win-crt-[\w-]+\.dll",
}
PROCESSORS = {"x86_64": ("X86_64",), "aarch64": ("AARCH64",), "win_amd64": ("AMD64",), "macosx": ("ARM64",)}


class BadFileError(Exception):
    """The text says what is wrong."""


def binaries(path: Path) -> Iterator[tuple[str, bytes]]:
    """Names and contents of the programs and libraries in a wheel or an archive."""
    if path.suffix in (".whl", ".zip"):
        with zipfile.ZipFile(path) as file:
            contents = [(name, file.read(name)) for name in file.namelist()]
    else:
        with tarfile.open(path) as tar:
            files = [member for member in tar.getmembers() if member.isfile()]
            streams = [(member.name, tar.extractfile(member)) for member in files]
            contents = [(name, stream.read()) for name, stream in streams if stream is not None]
    for name, content in contents:
        if content[:4] in (b"\x7fELF", b"\xcf\xfa\xed\xfe") or content[:2] == b"MZ":
            yield name, content


def require(condition: bool, expected: str, received: object) -> None:
    if not condition:
        raise BadFileError(f"expected {expected}. Received: {received}")


def check_dependencies(kind: str, needed: list[str]) -> None:
    prefix = "@rpath/" if kind == "MACHO" else ""
    allowed = re.compile(f"{SYSTEM[kind]}|{prefix}{OURS}")
    wrong = [name for name in needed if not allowed.fullmatch(name)]
    require(not wrong, "dependencies on the system and our libraries only", wrong)


def check_stated(known: str, platform: Platform) -> None:
    """Refuses a runtime that needs a newer system than the platform states."""
    for system, needed in re.findall(r"(glibc|macOS) ([\d.]+)", known):
        stated = re.findall(rf"{system} ([\d.]+)", platform.needs)
        enough = len(stated) == 1 and version(needed) <= version(stated[0])
        require(enough, f"that Platform.needs states {known} of LiteRT", platform.needs)


def version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def newest_glibc(binary: lief.ELF.Binary) -> str:
    """The newest version of glibc whose symbols a file needs."""
    libraries = binary.symbols_version_requirement
    names = [os.fsdecode(symbol.name) for library in libraries for symbol in library.get_auxiliary_symbols()]
    required = [name.removeprefix("GLIBC_") for name in names if re.fullmatch(r"GLIBC_[\d.]+", name)]
    return max(required, key=version, default="0")


def check_elf(binary: lief.ELF.Binary, platform: Platform) -> str:
    floor = ".".join(re.findall(r"manylinux_(\d+)_(\d+)", platform.tag)[0])
    newest = newest_glibc(binary)
    require(version(newest) <= version(floor), f"glibc {floor} or older", newest)
    paths = [
        part
        for entry in binary.dynamic_entries
        if isinstance(entry, (lief.ELF.DynamicEntryRunPath, lief.ELF.DynamicEntryRpath))
        for part in entry.paths
    ]
    require(all(path.startswith("$ORIGIN") for path in paths), "run paths relative to the file", paths)
    return f"glibc {newest}"


def oldest_macos(binary: lief.MachO.Binary) -> list[int]:
    """Major and minor version in the load command."""
    build = binary.build_version
    if build is None:
        raise BadFileError("expected a load command with the oldest macOS. Received: none")
    return list(build.minos[:2])


def own_names(binary: lief.MachO.Binary) -> list[str]:
    """The name under which a library is looked for; none for a program."""
    return [
        os.fsdecode(command.name)
        for command in binary.commands
        if isinstance(command, lief.MachO.DylibCommand) and command.command.name == "ID_DYLIB"
    ]


def check_macho(binary: lief.MachO.Binary, content: bytes, platform: Platform) -> str:
    floor = [int(part) for part in re.findall(r"macosx_(\d+)_(\d+)", platform.tag)[0]]
    oldest = oldest_macos(binary)
    require(oldest <= floor, f"macOS {floor} or older", oldest)
    paths = [os.fsdecode(path.path) for path in binary.rpaths]
    require(all(path.startswith("@loader_path") for path in paths), "run paths relative to the file", paths)
    signature = binary.code_signature
    if signature is None:
        raise BadFileError("expected a signature, which Apple's processors require. Received: none")
    changed = changed_pages(content, signature.data_offset)
    require(changed == 0, "a file as it was signed", f"{changed} changed pages")
    names = own_names(binary)
    require(all(name.startswith("@rpath/") for name in names), "a name of the library with @rpath", names)
    return f"macOS {'.'.join(map(str, oldest))}, run paths {paths or 'none'}"


def check(name: str, content: bytes, platform: Platform) -> str:
    """What is known about a file.

    Raises:
        BadFileError: if it does not fit the platform.
    """
    binary = lief.parse(content)
    if isinstance(binary, lief.MachO.FatBinary):
        binary = binary.at(0)
    is_runtime = RUNTIME.fullmatch(Path(name).name) is not None
    (processors,) = (names for part, names in PROCESSORS.items() if part in platform.tag)
    if isinstance(binary, lief.ELF.Binary):
        machine, kind, needed = (
            binary.header.machine_type.name,
            "ELF",
            [os.fsdecode(name) for name in binary.libraries],
        )
        known = f"glibc {newest_glibc(binary)}" if is_runtime else check_elf(binary, platform)
    elif isinstance(binary, lief.MachO.Binary):
        machine, kind = binary.header.cpu_type.name, "MACHO"
        names = [os.fsdecode(library.name) for library in binary.libraries]
        needed = [name for name in names if name not in own_names(binary)]
        oldest = ".".join(map(str, oldest_macos(binary)))
        known = f"macOS {oldest}" if is_runtime else check_macho(binary, content, platform)
    elif isinstance(binary, lief.PE.Binary):
        machine, kind, needed = (
            binary.header.machine.name,
            "PE",
            [os.fsdecode(entry.name) for entry in binary.imports],
        )
        known = f"imports {', '.join(sorted(needed))}"
    else:
        raise BadFileError("it is neither ELF, Mach-O nor PE")
    require(machine in processors, f"processor {' or '.join(processors)}", machine)
    if is_runtime:  # we cannot change what LiteRT needs, but must state it
        check_stated(known, platform)
    else:
        check_dependencies(kind, needed)
    return f"{machine}, {known}"


def check_named(name: str, content: bytes, platform: Platform) -> str:
    try:
        return check(name, content, platform)
    except BadFileError as error:
        raise BadFileError(f"{name}: {error}") from None


def check_with_auditwheel(wheel: Path, platform: Platform) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "auditwheel", "show", str(wheel)], capture_output=True, text=True, check=False
    )
    confirmed = re.findall(r'platform tag:\s*"(manylinux_\d+_\d+_\w+)"', " ".join(done.stdout.split()))
    policy = [tuple(map(int, re.findall(r"manylinux_(\d+)_(\d+)", tag)[0])) for tag in confirmed]
    floor = tuple(map(int, re.findall(r"manylinux_(\d+)_(\d+)", platform.tag)[0]))
    confirms = bool(policy) and min(policy) <= floor
    require(confirms, f"auditwheel to confirm {platform.tag}", done.stdout + done.stderr)
    print(f"{wheel.name}: auditwheel confirms {', '.join(confirmed)}")


def release_files(folder: Path, platform: Platform) -> list[Path]:
    """Archive and wheel of a platform. Ends the process if there are others, or fewer."""
    files = sorted(folder.glob(f"*{platform.tag}*"))
    endings = [f"{platform.tag}.whl", f"{platform.tag}{platform.archive}"]
    if len(files) != 2 or not all(any(path.name.endswith(end) for path in files) for end in endings):
        names = [path.name for path in files]
        sys.exit(f"E expected one wheel and one archive for {platform.tag}. Received: {names}")
    return files


def main() -> None:
    """Check the wheel and the archive of the platform of the command line."""
    if len(sys.argv) != 3 or sys.argv[1] not in PLATFORMS:
        sys.exit(f"E expected a platform ({', '.join(PLATFORMS)}) and a folder. Received: {sys.argv[1:]}")
    platform = PLATFORMS[sys.argv[1]]
    files = release_files(Path(sys.argv[2]), platform)
    failed = False
    for path in files:
        try:
            for name, content in binaries(path):
                print(f"{path.name}: {name}: {check_named(name, content, platform)}")
            if path.suffix == ".whl" and "linux" in platform.tag:
                check_with_auditwheel(path, platform)
        except BadFileError as error:
            print(f"E {path.name}: {error}", file=sys.stderr)
            failed = True
    sys.exit(int(failed))


if __name__ == "__main__":
    main()
