# Thin: each target is one or two commands that can be run by hand.
.POSIX:
.PHONY: demo test lib header clean

target = $${CARGO_TARGET_DIR:-target}

lib: # build/lib: the shared library under its soname, and the static one
	cargo build --release -p netcore-aes-ffi
	mkdir -p build/lib
	cp $(target)/release/libnetcore_aes.so build/lib/libnetcore_aes.so.1
	ln -sf libnetcore_aes.so.1 build/lib/libnetcore_aes.so
	cp $(target)/release/libnetcore_aes.a build/lib/

header: # include/netcore_aes.h from the source
	NETCORE_AES_WRITE_HEADER=1 cargo test -p netcore-aes-ffi --test header

clean:
	cargo clean
	rm -rf build
