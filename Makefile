# Thin: each target is a command or two that can be run by hand.
.POSIX:
.PHONY: demo test bench lib stage header clean

PYTHON = python3
target = $${CARGO_TARGET_DIR:-target}

demo: stage # the vendor's guide, end to end
	@PYTHON=$(PYTHON) examples/demo.sh

test: # every test of every language whose tools are there
	@tests/run.sh

bench: # figures, beside those of peers in the same run
	@cargo bench -q -p netcore-aes-core --bench events

lib: # build/lib: the shared library under its soname, and the static one
	cargo build --release -p netcore-aes-ffi
	mkdir -p build/lib
	cp $(target)/release/libnetcore_aes.so build/lib/libnetcore_aes.so.1
	ln -sf libnetcore_aes.so.1 build/lib/libnetcore_aes.so
	cp $(target)/release/libnetcore_aes.a build/lib/

stage: # build/stage: the Python package without pip or maturin
	PYO3_BUILD_EXTENSION_MODULE=1 cargo build --release -p netcore-aes-py
	rm -rf build/stage
	mkdir -p build
	cp -r netcore-aes-py/python build/stage
	cp $(target)/release/lib_native.so build/stage/netcore_aes/_native.abi3.so

header: # include/netcore_aes.h from the source
	NETCORE_AES_WRITE_HEADER=1 cargo test -p netcore-aes-ffi --test header

clean:
	cargo clean
	rm -rf build
