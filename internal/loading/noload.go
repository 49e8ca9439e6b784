package loading

import "github.com/kin-go/kin/internal/mapping"

type noLoad struct{ passive }

// NoLoad leaves the relationship empty and unknown: it reads as empty, is never loaded by itself, and
// a delete does not believe it.
var NoLoad Strategy = noLoad{}

func (noLoad) Name() string       { return "noload" }
func (noLoad) Mark() mapping.Mark { return mapping.LeftEmpty }
