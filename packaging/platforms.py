"""The platforms of the release: what their compilers, runtimes, libraries and archives are called."""

from __future__ import annotations

import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Platform:
    """One row for each wheel.

    Attributes:
        tag: platform of the wheel, and part of the archive's name.
        zig_target: target of Zig's compiler, with the oldest version of the system.
        runtime_tags: platforms under which pip looks for the wheel of LiteRT.
        runtime: the library in that wheel.
        needs: what the programs of the archive need; that includes LiteRT's library, whose own needs
            packaging/check_binaries.py compares with it.
        archive: ending of the archive's name.
    """

    tag: str
    zig_target: str
    runtime_tags: tuple[str, ...]
    runtime: str
    needs: str
    archive: str = ".tar.xz"


PLATFORMS = {
    platform.tag: platform
    for platform in (
        Platform(
            "manylinux_2_28_x86_64",
            "x86_64-linux-gnu.2.28",
            ("manylinux_2_28_x86_64", "manylinux_2_27_x86_64"),
            "libLiteRt.so",
            "glibc 2.28 (Debian 10, Ubuntu 18.10, RHEL 8) or newer, libstdc++ and libgcc",
        ),
        Platform(
            "manylinux_2_28_aarch64",
            "aarch64-linux-gnu.2.28",
            ("manylinux_2_28_aarch64", "manylinux_2_27_aarch64"),
            "libLiteRt.so",
            "glibc 2.34 (Debian 12, Ubuntu 22.04, RHEL 9) or newer, libstdc++ and libgcc",
        ),
        Platform(
            "win_amd64",
            "x86_64-windows-gnu",
            ("win_amd64",),
            "libLiteRt.dll",
            "Windows 10 1903 or newer, and the Visual C++ runtime (vc_redist.x64.exe of Visual Studio 2022)",
            ".zip",
        ),
        Platform(
            "macosx_12_0_arm64",
            "aarch64-macos.12.0",
            ("macosx_12_0_arm64",),
            "libLiteRt.dylib",
            "macOS 14.0 or newer",
        ),
    )
}


def main() -> None:
    """Print one attribute of a platform, for packaging/build.sh."""
    if len(sys.argv) != 3 or sys.argv[1] not in PLATFORMS:
        sys.exit(f"E expected a platform ({', '.join(PLATFORMS)}) and an attribute. Received: {sys.argv[1:]}")
    print(getattr(PLATFORMS[sys.argv[1]], sys.argv[2]))


if __name__ == "__main__":
    main()
