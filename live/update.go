package live

import (
	"errors"
	"reflect"
	"runtime"
	"slices"
)

// ErrInTurn is the error of an Update that is called where a visit has its turn already: in a handler, in Load, in View, or
// in the function of another Update. It would wait for what waits for it.
var ErrInTurn = errors.New("live: Update was called by a handler, a Load or a View, and would wait for that to end, for ever: " +
	"change the fields of the page there without it, or call it in the work that Background or OnUpload has started")

// update lets something happen beside the queue's own, and waits for it.
func (v *visit) update(t task) error {
	if inTurn() {
		return ErrInTurn
	}
	return v.wait(v.ctx, t)
}

// turns are the functions in which a visit has its turn.
var turns = []string{nameOf((*visit).callIn), nameOf((*visit).weave)}

func nameOf(method any) string { return runtime.FuncForPC(reflect.ValueOf(method).Pointer()).Name() }

// inTurn says whether who calls is called by a turn, of whichever visit: of two that wait for each other, neither goes on.
// The stack is what tells a handler from work beside it: neither has to hand on a context.
func inTurn() bool {
	callers := make([]uintptr, 64)
	for skip := 0; ; skip += len(callers) {
		n := runtime.Callers(skip, callers)
		if n == 0 {
			return false
		}
		for frames, more := runtime.CallersFrames(callers[:n]), true; more; {
			var f runtime.Frame
			if f, more = frames.Next(); slices.Contains(turns, f.Function) {
				return true
			}
		}
	}
}
