#!/usr/bin/env bash
# Checks the native client for run-time errors with sanitizers, valgrind and fuzzing. See doc/native_checks.md.
#
#   bash bin/check_native.sh                     everything; fuzzing takes 10 minutes per target
#   bash bin/check_native.sh asan tsan valgrind  selected checks
#   bash bin/check_native.sh fuzz alphabet wav   selected fuzz targets
#   bash bin/check_native.sh aarch64             the C++ tests for 64-bit ARM in qemu (not part of everything)
#
# DS_FUZZ_SECONDS   duration per fuzz target (600)
# DS_CLANG          Clang with its sanitizer runtime (clang-16); the C++ compiler has the same version
# DS_LITERT_LIBRARY libLiteRt.so; the default is that of the Python package ai-edge-litert
set -euo pipefail
cd "$(dirname "$0")/.."
clang=${DS_CLANG:-clang-16}
seconds=${DS_FUZZ_SECONDS:-600}
seeds=native_client/fuzz/seeds
targets=(alphabet api commands decoder dictionary graph kenlm litert scorer tflite wav)

python=python3
[ -x .venv/bin/python ] && python=.venv/bin/python
if [ -z "${DS_LITERT_LIBRARY:-}" ]; then
  find='import importlib.util as u; s = u.find_spec("ai_edge_litert"); print(s.submodule_search_locations[0] if s else "")'
  folder=$("$python" -c "$find")
  export DS_LITERT_LIBRARY=${folder:+$folder/libLiteRt.so}
fi
[ -f "$DS_LITERT_LIBRARY" ] || { echo "E LiteRT not found: run bash bin/setup.sh, or set DS_LITERT_LIBRARY=FILE" >&2; exit 1; }

configure() {  # folder, CMake options
  local folder=build/$1
  shift
  cmake -S native_client -B "$folder" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo \
    -DDS_KENLM_CACHE="$PWD/build/kenlm-download" "$@" >/dev/null
}

with_clang() {
  configure "$@" -DCMAKE_C_COMPILER="$clang" -DCMAKE_CXX_COMPILER="${clang/clang/clang++}"
}

check_asan() {
  configure native-asan -DDS_SANITIZE=ON
  cmake --build build/native-asan
  ctest --test-dir build/native-asan --output-on-failure --no-tests=error
}

check_tsan() {
  with_clang native-tsan -DDS_SANITIZE=thread
  cmake --build build/native-tsan --target test_api_threads test_api_streams test_api_litert test_decoder
  ctest --test-dir build/native-tsan --output-on-failure --no-tests=error \
    -R '^test_(api_threads|api_streams|api_litert|decoder)$'
}

check_valgrind() {
  configure native-valgrind
  cmake --build build/native-valgrind --target leak_rounds
  local model
  for model in float32 int8 causal; do
    valgrind --leak-check=full --show-leak-kinds=definite,indirect,possible --error-exitcode=9 --num-callers=20 \
      --suppressions=native_client/tests/valgrind.supp build/native-valgrind/tests/leak_rounds \
      "$seeds/tflite/$model.tflite" "$seeds/scorer/words_trie.scorer" 1000 2>build/valgrind.log ||
      { cat build/valgrind.log >&2; return 1; }
    grep -E 'total heap|lost:|reachable:|ERROR SUMMARY' build/valgrind.log
  done
}

check_aarch64() {  # with Debian's cross compiler and emulator
  configure native-aarch64 -DCMAKE_TOOLCHAIN_FILE="$PWD/native_client/cmake/aarch64-linux-gnu.cmake"
  cmake --build build/native-aarch64
  ctest --test-dir build/native-aarch64 --output-on-failure --no-tests=error
}

fuzz() {  # one target
  local name=$1 source=$1 options=() most_bytes=4096
  case $name in
    tflite | litert) source=tflite most_bytes=140000 ;;
    graph) most_bytes=12000 ;;
  esac
  [ -f "native_client/fuzz/$name.dict" ] && options+=("-dict=native_client/fuzz/$name.dict")
  mkdir -p "build/fuzz-corpus/$name" "build/fuzz-findings/$name"
  echo "== fuzz_$name, $seconds s"
  ASAN_OPTIONS=allocator_may_return_null=1 nice "build/native-fuzz/fuzz/fuzz_$name" -max_total_time="$seconds" \
    -timeout=20 -rss_limit_mb=2500 -malloc_limit_mb=2000 -use_value_profile=1 -max_len="$most_bytes" \
    -close_fd_mask=2 -print_final_stats=1 -artifact_prefix="build/fuzz-findings/$name/" "${options[@]}" \
    "build/fuzz-corpus/$name" "$seeds/$source" >"build/fuzz-$name.log" 2>&1 ||
    { tail -n 60 "build/fuzz-$name.log" >&2; echo "E fuzz_$name found something, see above" >&2; return 1; }
  grep -aE ' cov: ' "build/fuzz-$name.log" | tail -n 1 | grep -oE 'cov: [0-9]+'
  grep -aE '^Done' "build/fuzz-$name.log"
}

check_fuzz() {  # targets
  with_clang native-fuzz -DDS_BUILD_FUZZERS=ON -DDS_BUILD_TESTS=OFF
  cmake --build build/native-fuzz --target fuzzers
  local name status=0
  for name in "$@"; do fuzz "$name" || status=1; done
  return $status
}

[ $# -gt 0 ] || set -- asan tsan valgrind fuzz
while [ $# -gt 0 ]; do
  case $1 in
    asan | tsan | valgrind | aarch64) "check_$1"; shift ;;
    fuzz) shift; [ $# -gt 0 ] || set -- "${targets[@]}"; check_fuzz "$@"; break ;;
    *) echo "E expected asan, tsan, valgrind, aarch64, or fuzz with targets. Received: $1" >&2; exit 1 ;;
  esac
done
