package netcoreaes

import (
	"encoding/json"
	"fmt"
	"time"
)

// Severity says how grave a [Problem] is.
type Severity string

// The severities.
const (
	// SeverityError: the vendor would refuse, drop or not be able to use the event.
	SeverityError Severity = "error"
	// SeverityWarning: the event is stored all the same.
	SeverityWarning Severity = "warning"
)

// Problem is something wrong with a payload: where, what, and what to do about it. It holds no value of the payload's.
type Problem struct {
	// Pointer is a JSON pointer (RFC 6901), such as "/3/activity_params/items"; "" for the payload itself.
	Pointer string `json:"pointer"`
	// Rule is a name for programs, such as "missing" or "empty-array"; it never changes.
	Rule string `json:"rule"`
	// Severity is SeverityError or SeverityWarning.
	Severity Severity `json:"severity"`
	// Message says what to do.
	Message string `json:"message"`
}

// String returns the place and the message.
func (p Problem) String() string {
	if p.Pointer == "" {
		return "the payload: " + p.Message
	}
	return p.Pointer + ": " + p.Message
}

// CheckEvents checks a payload against the vendor's rules for events, before it is encrypted, and returns every problem in
// the order of the payload; none is nil. With no [SeverityError] among them, the payload may be sent. Problems end with 100
// errors and 100 warnings of one event, and with 10 000 in all, but for the first error of each event; a pointer of more than
// 1024 bytes is cut.
//
// payload is JSON, an array of 1 to 1000 events. assetID is the request's, which each event's must equal; "" if it is not
// known. now is the time to compare timestamps with; the zero time if they are not to be compared.
//
// It fails with [ErrAssetID] if assetID is not UTF-8, and with [ErrTooLarge]. Any goroutine may call it.
func CheckEvents(payload []byte, assetID string, now time.Time) ([]Problem, error) {
	if err := checkLibrary(); err != nil {
		return nil, err
	}
	seconds := int64(noTime)
	if !now.IsZero() {
		seconds = now.Unix()
	}
	found := 0
	list, status := appendTo(nil, 1024, func(out []byte) (n int, status Status) {
		n, found, status = checkEventsTo(payload, bytesOf(assetID), seconds, out)
		return n, status
	})
	if status != statusOK {
		return nil, failure(status)
	}
	if found == 0 {
		return nil, nil
	}
	var problems []Problem
	if err := json.Unmarshal(list, &problems); err != nil || len(problems) != found {
		return nil, failure(ErrPanic)
	}
	return problems, nil
}

// EventsError is returned for events that the vendor would refuse, drop or not be able to use. Nothing was encrypted.
type EventsError struct {
	// Problems is everything that is wrong with them, warnings too.
	Problems []Problem
}

// Error returns the first error among the problems, and how many more there are.
func (e *EventsError) Error() string {
	errors := 0
	var first Problem
	for _, problem := range e.Problems {
		if problem.Severity != SeverityError {
			continue
		}
		if errors == 0 {
			first = problem
		}
		errors++
	}
	more := ""
	if errors > 1 {
		more = fmt.Sprintf(" (and %d more errors)", errors-1)
	}
	return fmt.Sprintf("netcoreaes: the events would not arrive: %s%s", first, more)
}
