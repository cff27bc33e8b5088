package netcoreaes

import "sync"

// EncryptBatch encrypts many messages in one call to the library, without associated data, and returns their texts in the same
// order. All or nothing. It takes two allocations for any number of messages.
//
// All texts share one of them, which is freed when the last text is unreachable.
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

// DecryptBatch decrypts many texts in one call to the library, without associated data, and returns the plaintexts in the same
// order. All or nothing. As with [Cipher.Decrypt], never decrypt for a stranger.
//
// All plaintexts share one allocation, which is freed when the last one is unreachable. Appending to one copies it.
//
// It fails as Decrypt does; the Index of the [Error] is that of the text at fault.
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

// runBatch copies the items to b, asks bound for the length of the output, and runs call. It returns the output; b.results holds
// the offsets in it.
func runBatch[T string | []byte](c *Cipher, b *batch, items []T, bound func(handle, []uint64) (int, Status),
	call func(h handle, data []byte, offsets []uint64, out []byte, outOffsets []uint64) (int, Status)) ([]byte, error) {
	fill(b, items)
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.handle == nil {
		return nil, ErrClosed
	}
	n, status := bound(c.handle, b.offsets)
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

// batch holds the input of one call in the library's layout: item i is data[offsets[i]:offsets[i+1]].
type batch struct {
	data             []byte
	offsets, results []uint64
}

var batches = sync.Pool{New: func() any { return new(batch) }}

// maxKept is the largest capacity, in bytes, that is kept for the next batch.
const maxKept = 4 << 20

// fill copies the items end to end into an empty batch.
func fill[T string | []byte](b *batch, items []T) {
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

// release wipes the data, which may be plaintext, and keeps the memory for the next batch.
func (b *batch) release() {
	clear(b.data)
	if cap(b.data) <= maxKept {
		b.data = b.data[:0]
		batches.Put(b)
	}
}
