package netcoreaes

import (
	"encoding/json"
	"fmt"
	"time"
)

// Severity says whether a [Problem] is an error or a warning.
type Severity string

// The severities.
const (
	// SeverityError: the vendor refuses or drops the event, or cannot use it.
	SeverityError Severity = "error"
	// SeverityWarning: the vendor stores the event, but perhaps not as intended.
	SeverityWarning Severity = "warning"
)

// Problem is a problem of a payload: its place, the rule that it breaks, and how to mend it. It contains no value of the payload.
type Problem struct {
	// Pointer is a JSON pointer (RFC 6901), such as "/3/activity_params/items"; "" for the payload itself.
	Pointer string
	// Event is the index of the event, from 0; -1 for a problem of the payload itself. In JSON that is null.
	Event int
	// Rule is the name of the rule, such as "missing" or "empty-array"; it never changes.
	Rule string
	// Severity is SeverityError or SeverityWarning.
	Severity Severity
	// Message says how to mend it.
	Message string
}

// problemJSON is a Problem in JSON, as the library writes it.
type problemJSON struct {
	Pointer  string   `json:"pointer"`
	Event    *int     `json:"event"`
	Rule     string   `json:"rule"`
	Severity Severity `json:"severity"`
	Message  string   `json:"message"`
}

// MarshalJSON writes an object with the keys pointer, event, rule, severity and message.
func (p Problem) MarshalJSON() ([]byte, error) {
	j := problemJSON{p.Pointer, &p.Event, p.Rule, p.Severity, p.Message}
	if p.Event < 0 {
		j.Event = nil
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads the form that MarshalJSON writes.
func (p *Problem) UnmarshalJSON(data []byte) error {
	var j problemJSON
	if err := json.Unmarshal(data, &j); err != nil {
		return err
	}
	*p = Problem{Pointer: j.Pointer, Event: -1, Rule: j.Rule, Severity: j.Severity, Message: j.Message}
	if j.Event != nil {
		p.Event = *j.Event
	}
	return nil
}

// String returns the place and the message.
func (p Problem) String() string {
	if p.Pointer == "" {
		return "the payload: " + p.Message
	}
	return p.Pointer + ": " + p.Message
}

// CheckEvents checks a payload against the vendor's rules for events, before it is encrypted, and returns every problem in the
// order of the payload; nil if there is none. Without a [SeverityError] among them, the payload may be sent. The list has at
// most 100 errors and 100 warnings per event and 10 000 problems in all, but always the first error of each event. A pointer is
// cut at 1024 bytes.
//
// payload is JSON, an array of 1 to 1000 events. assetID is the asset id of the request, which each event's must equal; "" if it
// is not known. now is the time to compare timestamps with; the zero time to compare none.
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
	count := 0
	list, status := appendTo(nil, 1024, func(out []byte) (n int, status Status) {
		n, count, status = checkEventsTo(payload, bytesOf(assetID), seconds, out)
		return n, status
	})
	if status != statusOK {
		return nil, statusError(status)
	}
	if count == 0 {
		return nil, nil
	}
	var problems []Problem
	if err := json.Unmarshal(list, &problems); err != nil || len(problems) != count {
		return nil, statusError(ErrPanic)
	}
	return problems, nil
}

// EventsError is the error for events that the vendor would refuse or drop. Nothing was encrypted.
type EventsError struct {
	// Problems are all problems of the events, warnings included.
	Problems []Problem
}

// Error returns the first error among the problems, and the number of further errors.
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
		more = fmt.Sprintf(" (first of %d errors)", errors)
	}
	return fmt.Sprintf("netcoreaes: the events would not arrive: %s%s", first, more)
}
