#!/usr/bin/env bash
# publish.sh go|composer|maven|npm: publishes what `make dist` made of a language, as its registry takes it.
#   go        pushes the module with its libraries as the tag bindings/go/vVERSION to GO_REMOTE, from which Go's proxy takes it
#   composer  pushes the package as the tag vVERSION to COMPOSER_REMOTE, the repository that Packagist reads
#   npm       uploads the packages, those of the systems first; npm takes who runs it from `npm login`, or from the workflow
#   maven     signs the files by gpg and uploads them to Maven Central, with CENTRAL_TOKEN, the user token in base64
set -euo pipefail
cd "$(dirname "$0")/.."

dist=${DIST:-$PWD/build/dist}
version=$(sed -n '/^\[workspace.package\]/,/^$/s/^version = "\(.*\)"$/\1/p' Cargo.toml)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

main() {
    case ${1:-} in
        go | composer | maven | npm) "publish_$1" ;;
        *) sed -n '2,/^set/s/^# //p' "$0" >&2 && exit 2 ;;
    esac
}

publish_go() {
    local module=github.com/netcore-aes/netcore-aes/bindings/go
    tar --extract --file "$dist/netcore-aes-go-$version.tar.gz" --directory "$work" --strip-components 1
    python3 -m zipfile --extract "$work/$module/@v/v$version.zip" "$work/module"
    mkdir -p "$work/tree/bindings"
    mv "$work/module/$module@v$version" "$work/tree/bindings/go"
    push_tree "$work/tree" "${GO_REMOTE:?a git repository, such as git@github.com:netcore-aes/netcore-aes.git}" "bindings/go/v$version"
}

publish_composer() {
    python3 -m zipfile --extract "$dist/netcore-aes-php-$version.zip" "$work/tree"
    push_tree "$work/tree" "${COMPOSER_REMOTE:?a git repository, such as git@github.com:netcore-aes/netcore-aes-php.git}" "v$version"
}

# push_tree FOLDER REMOTE TAG: one commit with these files alone, since the repository's own history has no libraries.
push_tree() {
    git -C "$1" init --quiet
    git -C "$1" add --all --force
    GIT_COMMITTER_DATE=$(git log -1 --format=%cI) git -C "$1" -c user.name='The netcore-aes authors' -c user.email=authors@netcore-aes.invalid \
        commit --quiet --date "$(git log -1 --format=%cI)" --message "Version $version, with its libraries"
    git -C "$1" push "$2" "HEAD:refs/tags/$3"
}

# A package whose version is there already is left out, so that a run that was ended can be repeated.
publish_npm() {
    local package name
    for package in "$dist"/netcore-aes-{linux,darwin,win32}-*-"$version.tgz" "$dist/netcore-aes-$version.tgz"; do
        [ -e "$package" ] || continue
        name=$(basename "$package" "-$version.tgz")
        [ "$(npm view "$name@$version" version 2>/dev/null)" = "$version" ] || npm publish "$package" --access public ${GITHUB_ACTIONS:+--provenance}
    done
}

publish_maven() {
    local group name folder file
    group=$(sed -n 's|^  <groupId>\(.*\)</groupId>$|\1|p' bindings/java/pom.xml)
    for name in netcore-aes netcore-aes-spark; do
        folder=$work/bundle/${group//.//}/$name/$version
        mkdir -p "$folder"
        cp "$dist/$name-$version"{.jar,.pom,-sources.jar,-javadoc.jar} "$folder"
        for file in "$folder"/*; do
            gpg --batch --armor --detach-sign "$file"
            md5sum "$file" | cut -d ' ' -f 1 >"$file.md5"
            sha1sum "$file" | cut -d ' ' -f 1 >"$file.sha1"
        done
    done
    (cd "$work/bundle" && python3 -m zipfile --create "$work/bundle.zip" *)
    # By curl's own file, so that the token stands in no list of processes.
    curl --fail-with-body --silent --show-error --form "bundle=@$work/bundle.zip" \
        --header @<(echo "Authorization: Bearer ${CENTRAL_TOKEN:?the user token of central.sonatype.com, in base64}") \
        "${CENTRAL_URL:-https://central.sonatype.com}/api/v1/publisher/upload?name=netcore-aes-$version&publishingType=AUTOMATIC"
}

main "$@"
