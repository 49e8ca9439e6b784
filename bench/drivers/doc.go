// Package drivers compares the pure Go drivers of SQLite in the decode loop of kin: step
// and read each column into a struct. Each is used at its lowest public level.
//
//	go test -bench . -benchtime 200x
//
// Each turn of a benchmark lets every driver do the work once, so that what else runs on
// the machine meets all of them. Reported is each one's median, and its ratio to the
// first. The tests say that all give the same answers.
package drivers
