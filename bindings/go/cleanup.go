package netcoreaes

import "sync/atomic"

// liveHandles counts the ciphers in C's memory, for the test that none is leaked.
var liveHandles atomic.Int64

// free wipes and frees a cipher, for Close and the garbage collector.
func free(h handle) {
	cipherFree(h)
	liveHandles.Add(-1)
}
