package netcoreaes

import "sync/atomic"

// liveHandles counts the ciphers and streams in C's memory, for the tests that none is leaked.
var liveHandles atomic.Int64

// free wipes and frees a cipher, for Close and the garbage collector.
func free(h handle) {
	cipherFree(h)
	liveHandles.Add(-1)
}

// freeStream frees a stream, for Close and the garbage collector.
func freeStream(h streamHandle) {
	streamFree(h)
	liveHandles.Add(-1)
}
