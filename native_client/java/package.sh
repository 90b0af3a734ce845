#!/usr/bin/env bash
# Makes a folder with the Java package and what it needs to run (see ../libraries.sh): package.sh FOLDER [MAVEN_OPTION...]
#   repository/  a Maven repository with the package: jar with native libraries, sources, Javadoc
#   lib/         the jar, and JNA's: java -cp 'FOLDER/lib/*'
#   bin/         the example client
set -euo pipefail
module=$(cd "$(dirname "$0")" && pwd)
mkdir -p "${1:?the folder to make is missing}"
folder=$(cd "$1" && pwd)
shift
build=$module/../../build/bindings/java
mvn -B -q -f "$module/pom.xml" -Pcomplete -DskipTests -Dmaven.install.skip=true "-DaltDeploymentRepository=package::file://$folder/repository" "$@" deploy
mkdir -p "$folder/lib" "$folder/bin"
find "$folder/repository" -name 'libdeepspeech-*.jar' ! -name '*-sources.jar' ! -name '*-javadoc.jar' \
  -exec cp {} "$folder/lib/" \;
cp "$build"/runtime/*.jar "$folder/lib/"
cp "$module/README.md" "$module/../../LICENSE" "$folder/"
cat >"$folder/bin/deepspeech" <<'END'
#!/bin/sh
exec java -cp "$(dirname "$(readlink -f "$0")")/../lib/*" org.deepspeech.client.Main "$@"
END
chmod +x "$folder/bin/deepspeech"
echo "$folder: $(du -sh "$folder" | cut -f1)"
