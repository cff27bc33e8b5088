package netcoreaes

// What the tests see of the inside.

// Live is the number of ciphers in C's memory.
func Live() int64 { return live.Load() }

var StatusName = statusName

// TextLen is the room that Encrypt asks for at first.
func (c *Cipher) TextLen(n int) int { return c.textLen(n) }

// DecryptInRoom reports whether the room that Decrypt asks for at first is enough for the library.
func (c *Cipher) DecryptInRoom(text string) bool {
	_, status := decryptTo(c.handle, bytesOf(text), nil, make([]byte, c.plaintextRoom(len(text))))
	return status != ErrBufferTooSmall
}

// DecryptInLess reports whether less room than that is enough.
func (c *Cipher) DecryptInLess(text string) bool {
	_, status := decryptTo(c.handle, bytesOf(text), nil, make([]byte, c.plaintextRoom(len(text))-1))
	return status != ErrBufferTooSmall
}

// KeptBatch is memory that was kept for the next batch, to its full capacity; nil if none was.
func KeptBatch() []byte {
	b := batches.Get().(*batch)
	return b.data[:cap(b.data)]
}
