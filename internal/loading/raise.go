package loading

import "github.com/kin-go/kin/internal/mapping"

type raise struct{ passive }

// Raise forbids reading: an error, whatever the session knows.
var Raise Strategy = raise{}

func (raise) Name() string       { return "raise" }
func (raise) Mark() mapping.Mark { return mapping.Forbid }
