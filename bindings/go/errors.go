package netcoreaes

import (
	"errors"
	"fmt"
)

// Status is the cause of an error, with the code that all languages share. It is an error itself, for [errors.Is]. Codes are
// never renumbered and never reused; new ones may come.
type Status int32

// The causes.
const (
	// ErrScheme: no scheme has this number, or a CBC scheme was given associated data.
	ErrScheme Status = 2
	// ErrKey: the key is neither 32 printable ASCII characters nor 44 characters of base64 that hold 32 bytes.
	ErrKey Status = 3
	// ErrIV: the IV is neither 16 printable ASCII characters nor 24 characters of base64 that hold 16 bytes; or a CBC scheme
	// was given none, or GCMBase64 was given one.
	ErrIV Status = 4
	// ErrTooLarge: the message is too long for the scheme or for the address space.
	ErrTooLarge Status = 6
	// ErrOverlap: the spare capacity of dst, to which an Append method writes, overlaps an input.
	ErrOverlap Status = 7
	// ErrEncoding: the text is not valid base64 (standard alphabet, padded, no white space) or hexadecimal.
	ErrEncoding Status = 8
	// ErrDecrypt: the text cannot be decrypted. One error for every cause (length, padding, tag, key, IV, associated data),
	// so that it tells an attacker as little as possible.
	ErrDecrypt Status = 9
	// ErrRandom: the operating system returned no random bytes.
	ErrRandom Status = 10
	// ErrMemory: the library could not allocate memory.
	ErrMemory Status = 11
	// ErrLimit: a cipher of GCMBase64 has encrypted 2^32 messages, the limit for one key (NIST SP 800-38D).
	ErrLimit Status = 12
	// ErrEventStream: the stream is neither a JSON array of events, nor one event per line, nor a single object; or it ended
	// within an event or an array. The error is an EventStreamError.
	ErrEventStream Status = 20
	// ErrAssetID: the asset id is empty, or contains a space or a byte outside printable ASCII.
	ErrAssetID Status = 30
	// ErrAPIKey: the API key is empty, or contains a space or a byte outside printable ASCII.
	ErrAPIKey Status = 31
	// ErrRegion: the region is none of RegionUS, RegionIndia and RegionEU.
	ErrRegion Status = 32

	// ErrNull: a fault in this package, as are ErrBufferTooSmall and ErrOffsets; please report it.
	ErrNull           Status = 1
	ErrBufferTooSmall Status = 5
	ErrOffsets        Status = 13
	// ErrPanic: a fault in the library; please report it. Nothing was done; the cipher remains usable.
	ErrPanic Status = 100
)

const statusOK Status = 0

// Error returns the meaning of the status and how to mend its cause. It is the same for every call; an [Error] may say more.
func (s Status) Error() string {
	return "netcoreaes: " + statusMessage(s)
}

// Error is the error of a call. It contains no key, IV, plaintext or ciphertext.
type Error struct {
	// Status is the cause, for errors.Is(err, netcoreaes.ErrKey).
	Status Status
	// Index is the index of the batch item at fault, from 0; -1 if no single item is at fault.
	Index int
	// Message says what to do next.
	Message string
}

// Error returns the message, with the index of the batch item at fault.
func (e *Error) Error() string {
	if e.Index >= 0 {
		return fmt.Sprintf("netcoreaes: item %d: %s", e.Index, e.Message)
	}
	return "netcoreaes: " + e.Message
}

// Unwrap returns the status.
func (e *Error) Unwrap() error {
	return e.Status
}

// EventStreamError is the error of an [UploadStream] where no event can begin or end. It is an [*Error], too, with
// [ErrEventStream].
type EventStreamError struct {
	// Offset is the place of the fault, in bytes of the stream.
	Offset int64
}

// Error returns the place of the fault, and what the stream must be.
func (e *EventStreamError) Error() string {
	return "netcoreaes: " + e.message()
}

// Unwrap returns the same as an [*Error].
func (e *EventStreamError) Unwrap() error {
	return &Error{Status: ErrEventStream, Index: -1, Message: e.message()}
}

func (e *EventStreamError) message() string {
	return fmt.Sprintf("at byte %d of the stream: %s", e.Offset, statusMessage(ErrEventStream))
}

// ErrClosed is the error of a [Cipher] or an [UploadStream] after Close.
var ErrClosed = errors.New("netcoreaes: the cipher or the stream is closed, or was not created by New; create a new one")

// statusError returns the error for a status; nil for success.
func statusError(status Status) error {
	if status == statusOK {
		return nil
	}
	return &Error{Status: status, Index: -1, Message: statusMessage(status)}
}
