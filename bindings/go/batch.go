package netcoreaes

import "sync"

// EncryptBatch encrypts many messages in one call into the library, without associated data, and returns their texts in the
// same order. All or nothing. However many they are, they take two allocations.
//
// The texts share one of them: it is freed when none of them is referred to any more.
//
// It fails as [Cipher.Encrypt] does.
func (c *Cipher) EncryptBatch(plaintexts [][]byte) ([]string, error) {
	b := batches.Get().(*batch)
	defer b.release()
	out, err := runBatch(c, b, plaintexts, encryptedBatchLen,
		func(h handle, data []byte, offsets []uint64, out []byte, outOffsets []uint64) (int, Status) {
			return -1, encryptBatchTo(h, data, offsets, out, outOffsets)
		})
	if err != nil {
		return nil, err
	}
	all := stringOf(out)
	texts := make([]string, len(plaintexts))
	for i := range texts {
		texts[i] = all[b.results[i]:b.results[i+1]]
	}
	return texts, nil
}

// DecryptBatch decrypts many texts in one call into the library, without associated data, and returns the plaintexts in the
// same order. All or nothing. What [Cipher.Decrypt] says of strangers holds here too.
//
// The plaintexts share one allocation, too: it is freed when none of them is referred to any more. Appending to one copies it.
//
// It fails as Decrypt does; the Index of the [Error] is the text at fault.
func (c *Cipher) DecryptBatch(texts []string) ([][]byte, error) {
	b := batches.Get().(*batch)
	defer b.release()
	out, err := runBatch(c, b, texts, decryptedBatchBound, decryptBatchTo)
	if err != nil {
		return nil, err
	}
	plaintexts := make([][]byte, len(texts))
	for i := range plaintexts {
		from, to := b.results[i], b.results[i+1]
		plaintexts[i] = out[from:to:to]
	}
	return plaintexts, nil
}

// runBatch lays the items out for the library, asks for the room, and calls it; b.results has the places in what it returns.
func runBatch[T string | []byte](c *Cipher, b *batch, items []T, room func(handle, []uint64) (int, Status),
	call func(h handle, data []byte, offsets []uint64, out []byte, outOffsets []uint64) (int, Status)) ([]byte, error) {
	lay(b, items)
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.handle == nil {
		return nil, ErrClosed
	}
	n, status := room(c.handle, b.offsets)
	if status != statusOK {
		return nil, c.failure(status, -1)
	}
	out := make([]byte, n)
	failed, status := call(c.handle, b.data, b.offsets, out, b.results)
	if status != statusOK {
		return nil, c.failure(status, failed)
	}
	return out, nil
}

// batch is memory for the input of one call, in the library's layout: item i is data[offsets[i]:offsets[i+1]].
type batch struct {
	data             []byte
	offsets, results []uint64
}

var batches = sync.Pool{New: func() any { return new(batch) }}

// maxKept is the most data, in bytes, whose memory is kept for the next batch.
const maxKept = 4 << 20

// lay copies the items to b.data, end to end. It is called on a batch that is empty.
func lay[T string | []byte](b *batch, items []T) {
	total := 0
	for _, item := range items {
		total += len(item)
	}
	if cap(b.data) < total {
		b.data = make([]byte, 0, total)
	}
	if cap(b.offsets) <= len(items) {
		b.offsets, b.results = make([]uint64, len(items)+1), make([]uint64, len(items)+1)
	}
	b.offsets, b.results = b.offsets[:len(items)+1], b.results[:len(items)+1]
	for i, item := range items {
		b.data = append(b.data, item...)
		b.offsets[i+1] = uint64(len(b.data))
	}
}

// release wipes the data, which may have been plaintext, and keeps the memory for the next batch.
func (b *batch) release() {
	clear(b.data)
	if cap(b.data) <= maxKept {
		b.data = b.data[:0]
		batches.Put(b)
	}
}
