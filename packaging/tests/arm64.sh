#!/usr/bin/env bash
# arm64.sh: makes build/arm64, a root with Debian's Python, PHP, Java and musl for 64-bit ARM, unpacked and not installed, for
# `qemu-aarch64 -L build/arm64`. The machine's own packages stay as they are.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD/build/arm64
[ ! -e "$root/complete" ] || exit 0

apt=$PWD/build/arm64-apt
rm -rf "$root" "$apt"
mkdir -p "$root" "$apt/lists/partial" "$apt/archives/partial"
touch "$apt/status"
options=(-qq -y -o APT::Sandbox::User=root -o APT::Architecture=arm64 -o APT::Architectures=arm64
    -o Dir::State="$apt" -o Dir::State::status="$apt/status" -o Dir::Cache="$apt" -o Debug::NoLocking=1)
apt-get "${options[@]}" update
apt-get "${options[@]}" install --no-install-recommends --download-only python3 php-cli default-jre-headless musl >/dev/null
for package in "$apt"/archives/*.deb; do
    dpkg-deb --extract "$package" "$root"
done
# What leads out of the root would lead to this machine's own files.
find "$root" -type l -lname '/*' -print0 | while IFS= read -r -d '' link; do
    ln -sfn "$root$(readlink "$link")" "$link"
done
rm -r "$apt"
touch "$root/complete"
