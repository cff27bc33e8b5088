package netcoreaes

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime"
	"slices"
	"sync"
	"time"
)

// UploadOptions are the limits of an [UploadStream], and its clock. A limit of 0 or less is the default.
type UploadOptions struct {
	// MaxEvents is the most events in a request: 1000, the vendor's limit, or fewer.
	MaxEvents int
	// MaxPayloadBytes is the longest payload, in bytes of JSON; by default 2 MiB. A longer event has a request of its own.
	MaxPayloadBytes int
	// MaxEventBytes is the longest event, in bytes of JSON; by default 1 MiB. A longer one is a problem.
	MaxEventBytes int
	// Now returns the time to compare timestamps with; the zero time to compare none. By default it is time.Now.
	Now func() time.Time
}

// UploadStream makes requests of a stream of events: it splits the stream, checks each event as [CheckEvents] does, puts events
// together, and encrypts up to 16 payloads side by side, each text within the body of its request.
//
//	uploads, err := netcoreaes.NewUploadStream(cipher, "my-asset", netcoreaes.UploadOptions{})
//	if err != nil {
//		return err
//	}
//	defer uploads.Close()
//	for upload, err := range uploads.ReadAll(file) {
//		if err != nil {
//			return err
//		}
//		switch upload := upload.(type) {
//		case *netcoreaes.UploadBody: // send it
//		case *netcoreaes.EventProblems: // report them
//		}
//	}
//
// The stream is a JSON array of events, one event per line (NDJSON), or a single object. Problems come in the order of their events,
// and so do bodies; problems of later events may come before a body. Memory is bounded by the limits: up to 17 payloads in the
// library and 16 bodies here, and one event. The library does not wipe the memory that held events.
//
// The sequences of its methods do their work when they are ranged over, once, and end after an error: with [ErrEventStream], as an
// [*EventStreamError], where no event can begin or end, after everything before that place; with [ErrAssetID], [ErrMemory] and
// [ErrClosed]; under [GCMBase64] also with [ErrRandom] and [ErrLimit]. Nothing is lost when a loop ends early, by an error or by a
// break: the next sequence goes on from there. Only a fault of the stream comes again.
//
// One goroutine at a time may use a stream; any may close it.
type UploadStream struct {
	mu      sync.Mutex // held while C uses the handle, and while it is freed
	handle  streamHandle
	cleanup runtime.Cleanup
	cipher  *Cipher
	assetID string
	now     func() time.Time
	ready   []Upload // bodies that were encrypted together, and are still to be yielded
	rest    []byte   // not read yet, since a loop ended early
	offsets []uint64
	events  []uploadEvents
}

// NewUploadStream creates a stream. cipher encrypts its payloads and stays yours to close, after the stream. assetID is the asset id
// of the requests, which each event's must equal; "" if it is not known.
//
// It fails with [ErrMemory], and with [ErrClosed] if cipher is nil.
func NewUploadStream(cipher *Cipher, assetID string, options UploadOptions) (*UploadStream, error) {
	if err := checkLibrary(); err != nil {
		return nil, err
	}
	if cipher == nil {
		return nil, ErrClosed
	}
	h, status := streamNew(max(options.MaxEvents, 0), max(options.MaxPayloadBytes, 0), max(options.MaxEventBytes, 0))
	if status != statusOK {
		return nil, statusError(status)
	}
	liveHandles.Add(1)
	s := &UploadStream{handle: h, cipher: cipher, assetID: assetID, now: options.Now}
	if s.now == nil {
		s.now = time.Now
	}
	s.cleanup = runtime.AddCleanup(s, freeStream, h)
	return s, nil
}

// Close frees the stream, with all events in it that did not come out, after a running call has ended. Afterwards its sequences end
// with [ErrClosed]. It always returns nil. Without Close, the garbage collector frees the stream.
func (s *UploadStream) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.handle != nil {
		s.cleanup.Stop()
		freeStream(s.handle)
		s.handle, s.ready = nil, nil
	}
	return nil
}

// String returns the name of the scheme; it does not show the events.
func (s *UploadStream) String() string {
	if s.cipher == nil {
		return "netcoreaes.UploadStream()"
	}
	return "netcoreaes.UploadStream(" + s.cipher.scheme.String() + ")"
}

// Format writes String, whatever the verb.
func (s *UploadStream) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(s.String())) }

// ReadAll reads r to its end, which is the end of the stream, and yields all that comes out. After an error of r, which it yields as
// it is, another ReadAll may go on with the bytes that follow those read.
func (s *UploadStream) ReadAll(r io.Reader) iter.Seq2[Upload, error] {
	return func(yield func(Upload, error) bool) {
		buffer := make([]byte, 256<<10)
		for {
			n, err := r.Read(buffer)
			if !s.push(buffer[:n], yield) {
				return
			}
			if err == io.EOF {
				s.end(streamFinish, yield)
				return
			}
			if err != nil {
				yield(nil, err)
				return
			}
		}
	}
}

// Push reads the next piece of the stream, cut anywhere, and yields all that comes out of it. Bodies come out once there are 16
// payloads, so that they are encrypted side by side. It copies the piece only if the loop ends early.
func (s *UploadStream) Push(piece []byte) iter.Seq2[Upload, error] {
	return func(yield func(Upload, error) bool) { s.push(piece, yield) }
}

// Flush yields all whole events so far, in requests that may be shorter than the limits allow: for a stream that pauses.
func (s *UploadStream) Flush() iter.Seq2[Upload, error] {
	return func(yield func(Upload, error) bool) { s.end(streamFlush, yield) }
}

// Finish ends the stream after its last piece, and yields the rest. [ErrEventStream] is the error of a stream that ended within an
// event or an array, and of every piece after it.
func (s *UploadStream) Finish() iter.Seq2[Upload, error] {
	return func(yield func(Upload, error) bool) { s.end(streamFinish, yield) }
}

// end calls flush or finish of the library, and yields what comes out then.
func (s *UploadStream) end(how func(streamHandle) Status, yield func(Upload, error) bool) {
	s.mu.Lock()
	err := ErrClosed
	if s.handle != nil {
		err = statusError(how(s.handle))
	}
	s.mu.Unlock()
	if err != nil {
		yield(nil, err)
		return
	}
	s.push(nil, yield)
}

// push yields what comes out of the piece; it returns whether all of it was read.
func (s *UploadStream) push(piece []byte, yield func(Upload, error) bool) bool {
	isOurs := len(s.rest) > 0
	if isOurs {
		piece, s.rest = append(s.rest, piece...), nil
	}
	for {
		upload, read, err := s.next(piece)
		piece = piece[read:]
		if upload == nil && err == nil {
			return true
		}
		if !yield(upload, err) || err != nil {
			s.keep(piece, isOurs, err)
			return false
		}
	}
}

// keep keeps what a loop left unread, unless the stream can never go on.
func (s *UploadStream) keep(piece []byte, isOurs bool, err error) {
	if errors.Is(err, ErrEventStream) || errors.Is(err, ErrClosed) {
		return
	}
	if !isOurs {
		piece = slices.Clone(piece)
	}
	s.rest = piece
}

// seconds returns the time to compare timestamps with, as the library takes it.
func (s *UploadStream) seconds() int64 {
	if s.now == nil { // not made by NewUploadStream
		return noTime
	}
	if now := s.now(); !now.IsZero() {
		return now.Unix()
	}
	return noTime
}

// next returns what comes out of the piece first, nil for nothing more, and the number of bytes read.
func (s *UploadStream) next(piece []byte) (Upload, int, error) {
	seconds := s.seconds()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.handle == nil {
		return nil, 0, ErrClosed
	}
	s.cipher.mu.RLock()
	defer s.cipher.mu.RUnlock()
	if s.cipher.handle == nil {
		return nil, 0, ErrClosed
	}
	if upload, ok := s.takeReady(); ok {
		return upload, 0, nil
	}
	found, status := streamNext(s.handle, s.cipher.handle, piece, bytesOf(s.assetID), seconds)
	if status == ErrEventStream {
		return nil, 0, &EventStreamError{Offset: int64(found.offset)}
	}
	if status != statusOK {
		return nil, 0, statusError(status)
	}
	var upload Upload
	var err error
	switch found.kind {
	case uploadBodies:
		if err = s.encrypt(int(found.len), int(found.count)); err == nil {
			upload, _ = s.takeReady()
		}
	case uploadProblems:
		upload, err = s.takeProblems(found)
	}
	return upload, int(found.read), err
}

// takeReady returns the next of the bodies that are ready.
func (s *UploadStream) takeReady() (Upload, bool) {
	if len(s.ready) == 0 {
		return nil, false
	}
	upload := s.ready[0]
	s.ready[0], s.ready = nil, s.ready[1:]
	return upload, true
}

// encrypt fills s.ready with the bodies that the library found, of n bytes in all.
func (s *UploadStream) encrypt(n, count int) error {
	bodies := make([]byte, n)
	s.offsets, s.events = slices.Grow(s.offsets[:0], count+1)[:count+1], slices.Grow(s.events[:0], count)[:count]
	if status := streamBodies(s.handle, s.cipher.handle, bodies, s.offsets, s.events); status != statusOK {
		return statusError(status)
	}
	all := stringOf(bodies)
	s.ready = make([]Upload, count)
	for i, events := range s.events {
		s.ready[i] = &UploadBody{
			Body:   all[s.offsets[i]:s.offsets[i+1]],
			Events: UploadEvents{Count: int(events.count), First: int(events.first), Last: int(events.last)},
			scheme: s.cipher.scheme,
		}
	}
	return nil
}

// takeProblems returns the event with problems that the library found.
func (s *UploadStream) takeProblems(found uploadFound) (Upload, error) {
	event, list := make([]byte, found.len), make([]byte, found.problems_len)
	if status := streamProblems(s.handle, event, list); status != statusOK {
		return nil, statusError(status)
	}
	var problems []Problem
	if err := json.Unmarshal(list, &problems); err != nil || len(problems) != int(found.count) {
		return nil, statusError(ErrPanic)
	}
	return &EventProblems{Index: int(found.index), Event: event, Problems: problems, IsRefused: found.is_refused == 1,
		IsLast: found.is_last == 1}, nil
}
