# Thin: each target is a command or two that can be run by hand.
.POSIX:
.PHONY: demo test test-rust publish-github publish-crates publish-go publish-composer publish-maven publish-npm harden soak bench conformance lib cli stage install uninstall dist dist-test reproducible header clean

PYTHON = python3
PREFIX = /usr/local
target = $${CARGO_TARGET_DIR:-target}
# What builds the command, and where it is then: tests/run.sh takes a debug build.
COMMAND_BUILD ?= packaging/remap.sh cargo build --release -p netcore-aes-cli
COMMAND_FOLDER ?= release

demo: cli # the vendor's guide, end to end
	@PYTHON=$(PYTHON) examples/demo.sh

test: # every test of every language whose tools are there
	@tests/run.sh

test-rust: # the tests in Rust alone, on any system that Rust has
	cargo test --workspace --exclude netcore-aes-py --exclude netcore-aes-node

harden: lib cli stage # what SECURITY.md promises, measured: about an hour
	@tests/harden/run.py harden

soak: lib cli stage # those of which more is better, at length: two hours
	@tests/harden/run.py soak

conformance: # the table that shows that all eight languages agree
	@PYTHON=$(PYTHON) tests/conformance/run.sh

bench: lib stage # figures beside those of peers in the same run: benches/results.md
	@$(PYTHON) benches/run.py

lib: # build/lib: the shared library under its soname, and the static one
	packaging/remap.sh cargo build --release -p netcore-aes-ffi
	@[ -e $(target)/release/libnetcore_aes.so ] || { echo 'make lib is for Linux; elsewhere take a release, or what cargo made in target/release' >&2; exit 1; }
	mkdir -p build/lib
	# Left alone if it is the same: a program may be running on it.
	install -C -m 755 $(target)/release/libnetcore_aes.so build/lib/libnetcore_aes.so.1
	[ -e build/lib/libnetcore_aes.so ] || ln -s libnetcore_aes.so.1 build/lib/libnetcore_aes.so
	packaging/link/archive.sh $(target)/release/libnetcore_aes.a build/lib/libnetcore_aes.a

cli: # build/bin/netcore-aes: the command line
	$(COMMAND_BUILD)
	mkdir -p build/bin
	install -C -m 755 $(target)/$(COMMAND_FOLDER)/netcore-aes build/bin/netcore-aes

stage: # build/stage: the Python package without pip or maturin
	PYO3_BUILD_EXTENSION_MODULE=1 PYO3_NO_PYTHON=1 packaging/remap.sh cargo build --release -p netcore-aes-py
	mkdir -p build/stage
	cp -ru netcore-aes-py/python/. build/stage
	# What is gone from the source would still be imported.
	cd build/stage && find . -type f ! -name '*.so' ! -path '*/__pycache__/*' \
	    -exec sh -c '[ -e "../../netcore-aes-py/python/$$1" ] || rm "$$1"' sh {} \;
	install -C -m 755 $(target)/release/lib_native.so build/stage/netcore_aes/_native.abi3.so

# It does not build: `make lib` first, so that `sudo make install` runs no compiler.
install: # headers, libraries, pkg-config and CMake files; PREFIX, DESTDIR, LIBDIR, INCLUDEDIR
	@PREFIX='$(PREFIX)' DESTDIR='$(DESTDIR)' LIBDIR='$(LIBDIR)' INCLUDEDIR='$(INCLUDEDIR)' packaging/c/install.sh install

uninstall: # just what install wrote
	@PREFIX='$(PREFIX)' DESTDIR='$(DESTDIR)' packaging/c/install.sh uninstall

dist: # build/dist: the packages of every language, with checksums
	@PYTHON=$(PYTHON) packaging/dist.sh

dist-test: # makes them, and tests each where it would be used
	@PYTHON=$(PYTHON) packaging/tests/run.sh

reproducible: # makes them twice, in two places, and compares
	@PYTHON=$(PYTHON) packaging/check-reproducible.sh

publish-github: # build/dist as the release of the tag that is checked out; needs gh
	gh release create "$$(git describe --tags --exact-match --match 'v*')" --verify-tag --notes-file CHANGELOG.md \
		$$(find build/dist -maxdepth 1 -type f)

publish-crates: # needs CARGO_REGISTRY_TOKEN, and Cargo 1.90 or later
	cargo publish -p netcore-aes-core -p netcore-aes-send -p netcore-aes-sandbox -p netcore-aes-cli

publish-go publish-composer publish-maven publish-npm: # what each needs: packaging/publish.sh
	@packaging/publish.sh $(@:publish-%=%)

header: # include/netcore_aes.h from the source
	NETCORE_AES_WRITE_HEADER=1 cargo test -p netcore-aes-source --test header

clean:
	cargo clean
	rm -rf build
