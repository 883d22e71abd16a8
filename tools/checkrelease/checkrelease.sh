#!/usr/bin/env bash
# SPDX-License-Identifier: MPL-2.0

# Builds the release that .goreleaser.yml describes, for this platform only, and checks that it consists of the files that the
# registries require, except for the signature: https://developer.hashicorp.com/terraform/registry/providers/publishing
# It builds the program again in another directory, and checks that it is the same.
#
# Run it in the root of the repository, with goreleaser and cyclonedx-gomod on the PATH.
set -euo pipefail

project=terraform-provider-dadosfera
platform=$(go env GOOS)_$(go env GOARCH)
repository=$PWD
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

fail() {
	echo "checkrelease: $*" >&2
	exit 1
}

# compare NAME WANT GOT compares two lists of files, one per line and in any order.
compare() {
	diff <(sort <<<"$2") <(sort <<<"$3") || fail "$1: the files after < are missing, those after > are unexpected"
}

# The release, for one target instead of all, and without the hooks before it, which verify the module cache.
grep -qE "^ +- $platform\$" .goreleaser.yml || fail ".goreleaser.yml has no target $platform"
sed -E "/^ +- [a-z]+_[a-z0-9]+\$/{/- $platform\$/!d;}" .goreleaser.yml >"$scratch/config.yml"
echo "dist: $scratch/dist" >>"$scratch/config.yml"
goreleaser release --snapshot --clean --config "$scratch/config.yml" --skip before >"$scratch/log" 2>&1 || fail "$(<"$scratch/log")"

# The manifest is uploaded under another name than it has in the repository.
cd "$scratch/dist"
version=$(sed -E 's/.*"version":"([^"]+)".*/\1/' metadata.json)
release=${project}_$version
cp "$repository/terraform-registry-manifest.json" "${release}_manifest.json"
grep -qF '"protocol_versions": ["6.0"]' "${release}_manifest.json" || fail 'the manifest is not for protocol 6.0'

sums=${release}_SHA256SUMS
compare "$sums" "$(printf '%s\n' "$release"_{"$platform".zip,"$platform".cdx.json,manifest.json})" "$(awk '{ print $2 }' "$sums")"
sha256sum --check --quiet --strict "$sums"

if command -v unzip >/dev/null; then
	archive=${release}_$platform.zip
	program=${project}_v$version
	compare "$archive" "$(printf '%s\n' CHANGELOG.md LICENSE README.md "$program")" "$(unzip -Z1 "$archive")"
	unzip -q "$archive" "$program"
	got=$("./$program" -version)
	[ "$got" = "$project $version" ] || fail "the program prints \"$got\", not \"$project $version\""
else
	echo 'unzip is not installed: the content of the archive is not checked'
fi

grep -qF '"bomFormat": "CycloneDX"' "${release}_$platform.cdx.json" || fail 'the list of modules is not a CycloneDX document'

# The same commit gives the same program in any directory. A clone does not have changes that are not committed.
if git -C "$repository" diff --quiet HEAD; then
	git clone --quiet --no-hardlinks "$repository" "$scratch/clone"
	cd "$scratch/clone"
	sed "s|^dist: .*|dist: $scratch/again|; s|version_template: .*|version_template: $version|" "$scratch/config.yml" >"$scratch/again.yml"
	goreleaser build --snapshot --clean --config "$scratch/again.yml" --skip before >"$scratch/log" 2>&1 || fail "$(<"$scratch/log")"
	cmp "$scratch"/{dist,again}/*/"${project}_v$version" || fail 'the same commit gives another program in another directory'
	cd "$scratch/dist"
else
	echo 'the work tree has changes: the program is not built again in another directory'
fi

printf '%s\n' "$release"_*
