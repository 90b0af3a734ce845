#!/usr/bin/env bash
# Tests the archive of a Linux platform in a bare Debian, which has neither Python nor a compiler: loads the library,
# transcribes a recording with the program, from a folder with a space in its name, and with a C program.
#   bash packaging/check_linux.sh dist manylinux_2_28_x86_64 bookworm
# It needs root and debootstrap, and for another processor qemu-user-static. The Debian is kept in build/debian-*.
# The recordings, model and scorer are those of tests/golden.
set -euo pipefail
[ $# = 3 ] || { sed -n 2,6p "$0" | cut -c3-; exit 1; }
cd "$(dirname "$0")/.."
archive=$(realpath "$1/native_client-$2.tar.xz")
suite=$3
wanted="her king buys your bright friend"
declare -A machines=([manylinux_2_28_x86_64]=amd64 [manylinux_2_28_aarch64]=arm64)
machine=${machines[$2]:?expected a Linux platform}
debian=$PWD/build/debian-$suite-$machine

if [ ! -e "$debian/etc/debian_version" ]; then
  # The first stage unpacks the packages, which is all that programs without dependencies need.
  mirror=$(grep -hs '^URIs:' /etc/apt/sources.list.d/* | head -n 1 | awk '{print $2}')
  debootstrap --foreign --variant=minbase --arch="$machine" "$suite" "$debian" ${mirror:+"$mirror"} >/dev/null
fi
emulator=
if [ "$machine" = arm64 ] && [ "$(uname -m)" != aarch64 ]; then
  emulator=/usr/bin/qemu-aarch64-static
  cp "$emulator" "$debian/usr/bin/"
fi
run() { chroot "$debian" ${emulator:+"$emulator"} "$@"; }

# Programs find out with /proc in which folder they are.
[ ! -L "$debian/proc" ] || { rm "$debian/proc" && mkdir "$debian/proc"; } # in containers debootstrap makes a link
mount -t proc proc "$debian/proc"
trap 'umount "$debian/proc"' EXIT

target="$debian/opt/some folder"
rm -rf "$target"
mkdir -p "$target"
tar -xJf "$archive" -C "$target"
cp "build/archive-$2/check_client" tests/golden/{model/output_graph.tflite,kenlm.scorer,wav/test0001.wav} "$target"
inside="/opt/some folder"
release="Debian $(cut -d. -f1 "$debian/etc/debian_version")"
how="archive in a bare $release ($machine${emulator:+, qemu-user})"

# Runs a program of the archive, which must print the transcript.
transcribe() {
  local received
  received=$(run "$@" 2>"$target/stderr.txt") || { cat "$target/stderr.txt" >&2; echo "E $* failed" >&2; exit 1; }
  [ "$received" = "$wanted" ] || { echo "E $*: expected: $wanted. Received: $received" >&2; exit 1; }
}

options=(--model "$inside/output_graph.tflite" --scorer "$inside/kenlm.scorer" --audio "$inside/test0001.wav")
transcribe "$inside/deepspeech" "${options[@]}"
transcribe "$inside/stt" "${options[@]}"
transcribe "$inside/deepspeech" "${options[@]}" --init_from_bytes
run "$inside/deepspeech-inspect" "$inside/output_graph.tflite" >/dev/null
run "$inside/deepspeech-convert" "$inside/output_graph.tflite" "$inside/golden.pbmm" --audio "$inside/test0001.wav"
transcribe "$inside/deepspeech" --model "$inside/golden.pbmm" "${options[@]:2}"
message=$(DS_LITERT_LIBRARY=/absent run "$inside/deepspeech" "${options[@]}" 2>&1) && { echo "E it needs no LiteRT" >&2; exit 1; }
[[ $message == *"path of its libLiteRt.so."* ]] || { echo "E expected the library that is missing. Received: $message" >&2; exit 1; }
python3 packaging/table.py record "$2" cli "yes"
transcribe "$inside/check_client" "$inside/output_graph.tflite" "$inside/kenlm.scorer" "$inside/test0001.wav"
python3 packaging/table.py record "$2" library "yes (C program)"
python3 packaging/table.py record "$2" how "$how"
echo "$2: $how: $wanted"
