package netcoreaes

import "sync/atomic"

// live counts the ciphers in C's memory, for the test that none is left behind.
var live atomic.Int64

// free wipes and frees a cipher: called by Close, or by the garbage collector.
func free(h handle) {
	cipherFree(h)
	live.Add(-1)
}
