#!/usr/bin/env bash
# Installs the toolchain of the Java binding on Debian: JDK 17 or newer and Maven; and fetches what its build and its tests
# need, with Kotlin's compiler, into Maven's cache. The native client must be built (bash bin/setup.sh).
set -euo pipefail
cd "$(dirname "$0")/.."
if ! command -v javac >/dev/null || ! command -v mvn >/dev/null; then
  if [ "$(id -u)" != 0 ]; then
    echo "E expected to be run as root: Debian's packages openjdk-17-jdk-headless and maven are missing" >&2
    exit 1
  fi
  apt-get update -q
  DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends openjdk-17-jdk-headless maven
fi
version=$(javac -version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
if [ "$version" -lt 17 ]; then
  echo "E expected JDK 17 or newer, got: $(javac -version)" >&2
  exit 1
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mvn -B -q -f native_client/java/pom.xml test -Dtest='ModelTest#statusCodes'
bash native_client/java/package.sh "$folder/package"
for language in java kotlin; do
  cp -r "native_client/tests/bindings/$language" "$folder/"
  mvn -B -q -f "$folder/$language/pom.xml" "-Dpackage=$folder/package" compile
done
rm -rf "$HOME/.m2/repository/org/deepspeech/libdeepspeech" # of the last step
echo "javac $version, $(mvn -v | sed -n 1p)"
