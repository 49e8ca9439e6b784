package loading

type writeOnly struct{ passive }

// WriteOnly is for collections that are too big to load: rows are added, removed and queried,
// never read as a whole. It is a tag, not an option.
var WriteOnly Strategy = writeOnly{}

func (writeOnly) Name() string { return "write_only" }
