package netcoreaes

// Internals for the tests.

// LiveHandles is the number of ciphers and streams in C's memory.
func LiveHandles() int64 { return liveHandles.Load() }

var StatusName = statusName

// TextLen is the capacity with which Encrypt first calls the library.
func (c *Cipher) TextLen(n int) int { return c.textLen(n) }

// DecryptFits reports whether the capacity with which Decrypt first calls the library suffices.
func (c *Cipher) DecryptFits(text string) bool {
	_, status := decryptTo(c.handle, bytesOf(text), nil, make([]byte, c.plaintextBound(len(text))))
	return status != ErrBufferTooSmall
}

// DecryptFitsLess reports whether one byte less suffices.
func (c *Cipher) DecryptFitsLess(text string) bool {
	_, status := decryptTo(c.handle, bytesOf(text), nil, make([]byte, c.plaintextBound(len(text))-1))
	return status != ErrBufferTooSmall
}

// KeptBatch is the memory kept for the next batch, to its full capacity; nil if none was kept.
func KeptBatch() []byte {
	b := batches.Get().(*batch)
	return b.data[:cap(b.data)]
}

// FilledTwice fills a batch as two calls do, and returns the memory that held the first call's items.
func FilledTwice(first, second [][]byte) []byte {
	b := new(batch)
	fill(b, first)
	held := b.data[:cap(b.data)]
	clear(held)
	b.data = b.data[:0]
	fill(b, second)
	return held
}

// MaxKept is the largest capacity that is kept for the next batch.
const MaxKept = maxKept
