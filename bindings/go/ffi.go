package netcoreaes

/*
#cgo noescape netcore_aes_keygen
#cgo nocallback netcore_aes_keygen
#cgo noescape netcore_aes_gcm_keygen
#cgo nocallback netcore_aes_gcm_keygen
#cgo noescape netcore_aes_cipher_new
#cgo nocallback netcore_aes_cipher_new
#cgo noescape netcore_aes_cipher_explain
#cgo nocallback netcore_aes_cipher_explain
#cgo noescape netcore_aes_encrypt_aad
#cgo nocallback netcore_aes_encrypt_aad
#cgo noescape netcore_aes_decrypt_aad
#cgo nocallback netcore_aes_decrypt_aad
#cgo noescape netcore_aes_encrypted_batch_len
#cgo nocallback netcore_aes_encrypted_batch_len
#cgo noescape netcore_aes_encrypt_batch
#cgo nocallback netcore_aes_encrypt_batch
#cgo noescape netcore_aes_decrypted_batch_bound
#cgo nocallback netcore_aes_decrypted_batch_bound
#cgo noescape netcore_aes_decrypt_batch
#cgo nocallback netcore_aes_decrypt_batch
#cgo noescape netcore_aes_check_events
#cgo nocallback netcore_aes_check_events
#cgo noescape netcore_aes_request_url
#cgo nocallback netcore_aes_request_url
#cgo noescape netcore_aes_request_headers
#cgo nocallback netcore_aes_request_headers
#cgo noescape netcore_aes_request_body
#cgo nocallback netcore_aes_request_body
#cgo noescape netcore_aes_upload_stream_new
#cgo nocallback netcore_aes_upload_stream_new
#cgo noescape netcore_aes_upload_stream_next
#cgo nocallback netcore_aes_upload_stream_next
#cgo noescape netcore_aes_upload_stream_bodies
#cgo nocallback netcore_aes_upload_stream_bodies
#cgo noescape netcore_aes_upload_stream_problems
#cgo nocallback netcore_aes_upload_stream_problems

#cgo !netcore_aes_pkgconfig CFLAGS: -DNETCORE_AES_STATIC
#cgo musl CFLAGS: -DNETCORE_AES_MUSL
#cgo linux,amd64,!musl,!netcore_aes_pkgconfig CFLAGS: -DNETCORE_AES_STAGED=NETCORE_AES_STAGED_linux_amd64
#cgo linux,amd64,!musl,!netcore_aes_pkgconfig LDFLAGS: ${SRCDIR}/lib/linux_amd64/libnetcore_aes.a
#cgo linux,amd64,musl,!netcore_aes_pkgconfig CFLAGS: -DNETCORE_AES_STAGED=NETCORE_AES_STAGED_linux_amd64_musl
#cgo linux,amd64,musl,!netcore_aes_pkgconfig LDFLAGS: ${SRCDIR}/lib/linux_amd64_musl/libnetcore_aes.a
#cgo linux,arm64,!musl,!netcore_aes_pkgconfig CFLAGS: -DNETCORE_AES_STAGED=NETCORE_AES_STAGED_linux_arm64
#cgo linux,arm64,!musl,!netcore_aes_pkgconfig LDFLAGS: ${SRCDIR}/lib/linux_arm64/libnetcore_aes.a
#cgo linux,arm64,musl,!netcore_aes_pkgconfig CFLAGS: -DNETCORE_AES_STAGED=NETCORE_AES_STAGED_linux_arm64_musl
#cgo linux,arm64,musl,!netcore_aes_pkgconfig LDFLAGS: ${SRCDIR}/lib/linux_arm64_musl/libnetcore_aes.a
#cgo darwin,amd64,!netcore_aes_pkgconfig CFLAGS: -DNETCORE_AES_STAGED=NETCORE_AES_STAGED_darwin_amd64
#cgo darwin,amd64,!netcore_aes_pkgconfig LDFLAGS: ${SRCDIR}/lib/darwin_amd64/libnetcore_aes.a
#cgo darwin,arm64,!netcore_aes_pkgconfig CFLAGS: -DNETCORE_AES_STAGED=NETCORE_AES_STAGED_darwin_arm64
#cgo darwin,arm64,!netcore_aes_pkgconfig LDFLAGS: ${SRCDIR}/lib/darwin_arm64/libnetcore_aes.a
#cgo windows,amd64,!netcore_aes_pkgconfig CFLAGS: -DNETCORE_AES_STAGED=NETCORE_AES_STAGED_windows_amd64
#cgo windows,amd64,!netcore_aes_pkgconfig LDFLAGS: ${SRCDIR}/lib/windows_amd64/libnetcore_aes.a
#cgo windows,!netcore_aes_pkgconfig LDFLAGS: -lntdll
#cgo linux,!netcore_aes_pkgconfig LDFLAGS: -lutil -lrt -lpthread -lm -ldl
#cgo netcore_aes_pkgconfig pkg-config: netcore_aes

#ifdef NETCORE_AES_STATIC
#ifdef __linux__
#include <features.h>
#if defined(NETCORE_AES_MUSL) && defined(__GLIBC__)
#error "netcore-aes: this C compiler's library is glibc: build without -tags musl, or set CC to a compiler for musl"
#elif !defined(NETCORE_AES_MUSL) && !defined(__GLIBC__)
#error "netcore-aes: this C compiler's library is musl: build with -tags musl"
#endif
#endif
#if __has_include("staged.h")
#include "staged.h"
#endif
// A platform without a library has no checksum in staged.h, and the preprocessor takes an unknown name as 0.
#if !defined(NETCORE_AES_STAGED) || !NETCORE_AES_STAGED
#error "netcore-aes: the static library for this platform is missing. Use the released module, which contains it for the platforms \
in its README; or install libnetcore_aes and build with -tags netcore_aes_pkgconfig; in the repository, run bindings/go/stage.sh"
#endif
// The checksum of the library, so that Go links again when only the library has changed.
__attribute__((used)) static const unsigned long long netcore_aes_staged = NETCORE_AES_STAGED;
#endif

#include <netcore_aes.h>
*/
import "C"

import (
	"fmt"
	"sync"
	"unsafe"
)

// All uses of C and package unsafe are in this file. Go memory is passed without a copy, since C keeps no pointer beyond the
// call. An empty []byte may be NULL, as the header allows.

// handle is a cipher in C's memory; nil for none.
type handle = *C.netcore_aes_cipher

// checkLibrary compares the ABI version of the library with that of the header, once.
var checkLibrary = sync.OnceValue(func() error {
	if found := C.netcore_aes_abi_version(); found != C.NETCORE_AES_ABI_VERSION {
		return fmt.Errorf("netcoreaes: libnetcore_aes has ABI version %d, but the program was compiled for version %d; install "+
			"the libnetcore_aes that it was compiled with, or compile it again", found, C.NETCORE_AES_ABI_VERSION)
	}
	return nil
})

// LibraryVersion returns the version of libnetcore_aes, such as "0.1.0". Any goroutine may call it.
func LibraryVersion() string {
	return C.GoString(C.netcore_aes_version())
}

// ABIVersion returns the ABI version of the library, which the package checks before any other call. Any goroutine may call it.
func ABIVersion() uint32 {
	return uint32(C.netcore_aes_abi_version())
}

func statusMessage(status Status) string {
	return C.GoString(C.netcore_aes_status_message(C.netcore_aes_status(status)))
}

// statusName returns the name of a status in the header; "" for an unknown number.
func statusName(status Status) string {
	return C.GoString(C.netcore_aes_status_name(C.netcore_aes_status(status)))
}

func u8(b []byte) *C.uint8_t        { return (*C.uint8_t)(unsafe.SliceData(b)) }
func char(b []byte) *C.char         { return (*C.char)(unsafe.Pointer(unsafe.SliceData(b))) }
func u64(n []uint64) *C.uint64_t    { return (*C.uint64_t)(unsafe.SliceData(n)) }
func size(b []byte) C.size_t        { return C.size_t(len(b)) }
func bytesOf(s string) []byte       { return unsafe.Slice(unsafe.StringData(s), len(s)) } // never written to
func stringOf(b []byte) string      { return unsafe.String(unsafe.SliceData(b), len(b)) } // b is not written to afterwards
func itemCount(n []uint64) C.size_t { return C.size_t(len(n) - 1) }

// Buffers for generated strings, with the NUL at the end.
type (
	keyBuffer    [C.NETCORE_AES_KEY_SIZE]byte
	ivBuffer     [C.NETCORE_AES_IV_SIZE]byte
	gcmKeyBuffer [C.NETCORE_AES_GCM_KEY_SIZE]byte
)

func keygenTo(key *keyBuffer, iv *ivBuffer) Status {
	return Status(C.netcore_aes_keygen(char(key[:]), char(iv[:])))
}

func gcmKeygenTo(key *gcmKeyBuffer) Status {
	return Status(C.netcore_aes_gcm_keygen(char(key[:])))
}

func cipherNew(scheme Scheme, key, iv []byte) (handle, Status) {
	var h handle
	status := C.netcore_aes_cipher_new(C.uint32_t(scheme), u8(key), size(key), u8(iv), size(iv), &h)
	return h, Status(status)
}

// cipherExplain describes the fault of arguments for cipherNew; "" if there is none.
func cipherExplain(scheme Scheme, key, iv []byte) string {
	var out [C.NETCORE_AES_EXPLANATION_SIZE]byte
	var n C.size_t
	status := C.netcore_aes_cipher_explain(C.uint32_t(scheme), u8(key), size(key), u8(iv), size(iv), char(out[:]), size(out[:]), &n)
	if status != C.NETCORE_AES_OK {
		return ""
	}
	return string(out[:n])
}

func cipherKeyForm(h handle) KeyForm { return KeyForm(C.netcore_aes_cipher_key_form(h)) }

func cipherKeyIsPublished(h handle) bool { return C.netcore_aes_cipher_key_is_published(h) == 1 }

func cipherFree(h handle) { C.netcore_aes_cipher_free(h) }

// encryptTo and the functions below return the length written to out; after ErrBufferTooSmall the length needed.
func encryptTo(h handle, plaintext, aad, out []byte) (int, Status) {
	var n C.size_t
	status := C.netcore_aes_encrypt_aad(h, u8(plaintext), size(plaintext), u8(aad), size(aad), u8(out), size(out), &n)
	return int(n), Status(status)
}

func decryptTo(h handle, text, aad, out []byte) (int, Status) {
	var n C.size_t
	status := C.netcore_aes_decrypt_aad(h, u8(text), size(text), u8(aad), size(aad), u8(out), size(out), &n)
	return int(n), Status(status)
}

func encryptedBatchLen(h handle, offsets []uint64) (int, Status) {
	var n C.size_t
	status := C.netcore_aes_encrypted_batch_len(h, u64(offsets), itemCount(offsets), &n)
	return int(n), Status(status)
}

func encryptBatchTo(h handle, data []byte, offsets []uint64, out []byte, outOffsets []uint64) Status {
	return Status(C.netcore_aes_encrypt_batch(
		h, u8(data), u64(offsets), itemCount(offsets), u8(out), size(out), u64(outOffsets)))
}

func decryptedBatchBound(h handle, offsets []uint64) (int, Status) {
	var n C.size_t
	status := C.netcore_aes_decrypted_batch_bound(h, u64(offsets), itemCount(offsets), &n)
	return int(n), Status(status)
}

// decryptBatchTo also returns the index of the text at fault; -1 for none.
func decryptBatchTo(h handle, data []byte, offsets []uint64, out []byte, outOffsets []uint64) (int, Status) {
	failed := ^C.size_t(0)
	status := C.netcore_aes_decrypt_batch(
		h, u8(data), u64(offsets), itemCount(offsets), u8(out), size(out), u64(outOffsets), &failed)
	if failed == ^C.size_t(0) {
		return -1, Status(status)
	}
	return int(failed), Status(status)
}

// noTime tells checkEventsTo not to compare timestamps with a time.
const noTime = C.NETCORE_AES_NO_TIME

// checkEventsTo also returns the number of problems.
func checkEventsTo(payload, assetID []byte, now int64, out []byte) (n, problems int, status Status) {
	var length, errors, warnings C.size_t
	status = Status(C.netcore_aes_check_events(u8(payload), size(payload), char(assetID), size(assetID), C.int64_t(now),
		char(out), size(out), &length, &errors, &warnings))
	return int(length), int(errors) + int(warnings), status
}

func requestURLTo(region Region, out []byte) (int, Status) {
	var n C.size_t
	status := C.netcore_aes_request_url(C.uint32_t(region), char(out), size(out), &n)
	return int(n), Status(status)
}

func requestHeadersTo(scheme Scheme, assetID, apiKey, out []byte) (int, Status) {
	var n C.size_t
	status := C.netcore_aes_request_headers(
		C.uint32_t(scheme), char(assetID), size(assetID), char(apiKey), size(apiKey), char(out), size(out), &n)
	return int(n), Status(status)
}

func requestBodyTo(scheme Scheme, text, out []byte) (int, Status) {
	var n C.size_t
	status := C.netcore_aes_request_body(C.uint32_t(scheme), u8(text), size(text), char(out), size(out), &n)
	return int(n), Status(status)
}

// streamHandle is a stream of uploads in C's memory; nil for none.
type streamHandle = *C.netcore_aes_upload_stream

// uploadFound is what streamNext found, and uploadEvents the events of a request.
type (
	uploadFound  = C.netcore_aes_upload
	uploadEvents = C.netcore_aes_upload_events
)

// The kinds of uploadFound, but for nothing.
const (
	uploadBodies   = C.NETCORE_AES_UPLOAD_BODIES
	uploadProblems = C.NETCORE_AES_UPLOAD_PROBLEMS
)

func streamNew(maxEvents, maxPayload, maxEvent int) (streamHandle, Status) {
	var h streamHandle
	status := C.netcore_aes_upload_stream_new(C.size_t(maxEvents), C.size_t(maxPayload), C.size_t(maxEvent), &h)
	return h, Status(status)
}

func streamNext(h streamHandle, cipher handle, piece, assetID []byte, now int64) (uploadFound, Status) {
	var found uploadFound
	status := C.netcore_aes_upload_stream_next(
		h, cipher, u8(piece), size(piece), char(assetID), size(assetID), C.int64_t(now), &found)
	return found, Status(status)
}

// streamBodies writes as many bodies as there are events, which is one fewer than offsets.
func streamBodies(h streamHandle, cipher handle, bodies []byte, offsets []uint64, events []uploadEvents) Status {
	var n C.size_t
	return Status(C.netcore_aes_upload_stream_bodies(h, cipher, char(bodies), size(bodies), u64(offsets),
		unsafe.SliceData(events), C.size_t(len(events)), &n))
}

func streamProblems(h streamHandle, event, problems []byte) Status {
	return Status(C.netcore_aes_upload_stream_problems(h, u8(event), size(event), char(problems), size(problems)))
}

func streamFlush(h streamHandle) Status { return Status(C.netcore_aes_upload_stream_flush(h)) }

func streamFinish(h streamHandle) Status { return Status(C.netcore_aes_upload_stream_finish(h)) }

func streamFree(h streamHandle) { C.netcore_aes_upload_stream_free(h) }
