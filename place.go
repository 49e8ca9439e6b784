package kin

import (
	"runtime"
	"strconv"
	"strings"
)

// place is where in the program a statement comes from: the first caller outside of Kin, or ""
// where there is none, as in work that a server of Kin's has begun by itself.
func place() string {
	var pcs [64]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs[:])])
	for {
		f, more := frames.Next()
		if f.Function != "" && !within(f.Function, f.File) && !carries(f.Function) {
			return f.File + ":" + strconv.Itoa(f.Line)
		}
		if !more {
			return ""
		}
	}
}

const ourselves = "github.com/kin-go/kin"

// programs are the packages of this module that use it as any program does. So do its tests.
var programs = []string{"/examples/", "/cmd/", "/bench/", "/kintest."}

// within says that a function is the library's: of the root package or of one below it.
func within(function, file string) bool {
	rest, is := strings.CutPrefix(function, ourselves)
	if !is || strings.HasSuffix(file, "_test.go") {
		return false
	}
	for _, p := range programs {
		if strings.HasPrefix(rest, p) {
			return false
		}
	}
	return strings.HasPrefix(rest, ".") || strings.HasPrefix(rest, "/")
}

// carriers call what they were given: goroutines, handlers, callbacks.
var carriers = []string{"runtime.", "reflect.", "sync.", "iter.", "slices.", "net/http.", "testing."}

// carries says that a function of the standard library stands between the program and Kin, or
// below all of the program.
func carries(function string) bool {
	for _, c := range carriers {
		if strings.HasPrefix(function, c) {
			return true
		}
	}
	return false
}
