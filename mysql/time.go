package mysql

import (
	"fmt"
	"time"
)

// timeForm is how a time is bound: text that the server reads as DATETIME(6), without the
// driver's own form for the zero time, which is a date that does not exist.
const timeForm = "2006-01-02 15:04:05.000000"

// appendTime writes a time to the microsecond; what is finer is cut off.
func appendTime(b []byte, t time.Time) ([]byte, error) {
	t = t.UTC()
	if y := t.Year(); y < 0 || y > 9999 {
		return nil, fmt.Errorf("the year %d cannot be stored: DATETIME has years from 0 to 9999", y)
	}
	return t.AppendFormat(b, timeForm), nil
}

// textForms are read where a column of text or a pool without parseTime has a time.
var textForms = []string{
	"2006-01-02 15:04:05.999999999",
	"2006-01-02T15:04:05.999999999",
	time.RFC3339Nano,
	"2006-01-02",
}

func parseTime(b []byte) (time.Time, error) {
	s := string(b)
	for _, form := range textForms {
		if t, err := time.Parse(form, s); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("text that is no time (a time is written as %s)", timeForm)
}
