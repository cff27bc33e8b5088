package netcoreaes

import (
	"errors"
	"fmt"
)

// Status is the cause of an error: the number by which every language knows it, and an error itself, for [errors.Is].
// Numbers are never changed and never used again; new ones may come.
type Status int32

// The causes.
const (
	// ErrScheme: no scheme has this number, or a CBC scheme, which takes no associated data, was given some.
	ErrScheme Status = 2
	// ErrKey: the key is neither 32 printable ASCII characters nor the 44 characters of base64 of 32 bytes.
	ErrKey Status = 3
	// ErrIV: the IV is neither 16 printable ASCII characters nor the 24 characters of base64 of 16 bytes; or a CBC scheme was
	// given none, or GCMBase64 was given one.
	ErrIV Status = 4
	// ErrTooLarge: the message is longer than the scheme or the machine can take.
	ErrTooLarge Status = 6
	// ErrOverlap: the spare capacity of dst, which an Append method writes to, overlaps an input.
	ErrOverlap Status = 7
	// ErrEncoding: the text is not strict base64 or hexadecimal.
	ErrEncoding Status = 8
	// ErrDecrypt: the text cannot be decrypted. One error for every cause (length, padding, tag, key, IV, associated data),
	// so that it tells an attacker as little as possible.
	ErrDecrypt Status = 9
	// ErrRandom: the operating system gave no random bytes.
	ErrRandom Status = 10
	// ErrMemory: the library could not allocate memory.
	ErrMemory Status = 11
	// ErrLimit: the cipher, of GCMBase64, has encrypted 2^32 messages, the most that one key may (NIST SP 800-38D).
	ErrLimit Status = 12
	// ErrAssetID: the asset id is empty, or holds something other than printable ASCII without spaces.
	ErrAssetID Status = 30
	// ErrAPIKey: the API key is empty, or holds something other than printable ASCII without spaces.
	ErrAPIKey Status = 31
	// ErrRegion: the region is none of RegionUS, RegionIndia and RegionEU.
	ErrRegion Status = 32

	// ErrNull: a fault in this package, as are ErrBufferTooSmall and ErrOffsets; please report it.
	ErrNull           Status = 1
	ErrBufferTooSmall Status = 5
	ErrOffsets        Status = 13
	// ErrPanic: a fault in the library; please report it. Nothing was done, and the cipher may be used on.
	ErrPanic Status = 100
)

const statusOK Status = 0

// Error returns what the status means and what to do about it. It is the same for every call; an [Error] may say more.
func (s Status) Error() string {
	return "netcoreaes: " + statusMessage(s)
}

// Error is why a call was refused. It holds no key, IV, plaintext or ciphertext.
type Error struct {
	// Status is the cause: errors.Is(err, netcoreaes.ErrKey) asks for it.
	Status Status
	// Index is the item of a batch at fault, counted from 0; -1 if the fault is no single item's.
	Index int
	// Message says what to do next.
	Message string
}

// Error returns the message, and the item of a batch that it is about.
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

// ErrClosed is the answer of a [Cipher] after Close.
var ErrClosed = errors.New("netcoreaes: the cipher is closed, or was not made by New; make another one")

// failure is the error for a status: nil if all went well.
func failure(status Status) error {
	if status == statusOK {
		return nil
	}
	return &Error{Status: status, Index: -1, Message: statusMessage(status)}
}
