package deepspeech

import (
	"errors"
	"fmt"
)

// ErrClosed is returned by the methods of a model or grammar that was closed, or of a stream that was finished, discarded or
// closed.
var ErrClosed = errors.New("deepspeech: already closed or finished")

// Code is a status code of the library. It is an error, so that errors.Is(err, deepspeech.CodeInvalidScorer) works.
type Code int

// Error returns the message of the code.
func (c Code) Error() string {
	return codeMessage(c)
}

// Error is a failure of the library.
type Error struct {
	Function string // function of the library that failed, without DS_
	Code     Code   // such as CodeInvalidScorer
	Message  string // what the code means
	Details  string // the reason, with the path or value concerned; may be empty
}

// Error returns function, message, code and reason in one line.
func (e *Error) Error() string {
	text := fmt.Sprintf("deepspeech: %s failed with '%s' (0x%04X)", e.Function, e.Message, int(e.Code))
	if e.Details != "" {
		text += ": " + e.Details
	}
	return text
}

// Unwrap returns the code.
func (e *Error) Unwrap() error {
	return e.Code
}

// invalid is the error for a value that this package refuses itself.
func invalid(function, format string, arguments ...any) error {
	return &Error{
		Function: function,
		Code:     CodeInvalidValue,
		Message:  codeMessage(CodeInvalidValue),
		Details:  fmt.Sprintf(format, arguments...),
	}
}
