package sqlite

import (
	"fmt"
	"time"
)

// timeForm is how a time is stored. A space, as SQLite's own functions write, and not a
// T: else the values of one day would not sort among those of CURRENT_TIMESTAMP.
const timeForm = "2006-01-02 15:04:05.000000000Z"

// appendTime writes a time in its stored form.
func appendTime(b []byte, t time.Time) ([]byte, error) {
	t = t.UTC()
	if y := t.Year(); y < 0 || y > 9999 {
		return nil, fmt.Errorf("the year %d cannot be stored: text of years outside 0 to 9999 does not sort by time", y)
	}
	return t.AppendFormat(b, timeForm), nil
}

// parseTime reads the stored form by hand, which takes a tenth of the time, and all
// else that SQLite's date functions and other programs write.
func parseTime(b []byte) (time.Time, error) {
	if t, ok := parseStored(b); ok {
		return t, nil
	}
	s := string(b)
	for _, form := range otherForms {
		if t, err := time.Parse(form, s); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("text that is no time (a time is written as %s)", timeForm)
}

// otherForms are read, never written. Without a zone they are UTC, as SQLite has it.
var otherForms = []string{
	"2006-01-02 15:04:05.999999999Z07:00",
	time.RFC3339Nano,
	"2006-01-02 15:04:05.999999999",
	"2006-01-02T15:04:05.999999999",
	"2006-01-02 15:04:05.999999999 -0700 MST", // time.Time.String
	"2006-01-02 15:04Z07:00",
	"2006-01-02 15:04",
	"2006-01-02T15:04Z07:00",
	"2006-01-02T15:04",
	"2006-01-02",
}

// parseStored reads timeForm exactly.
func parseStored(b []byte) (time.Time, bool) {
	if len(b) != len(timeForm) || !punctuated(b) {
		return time.Time{}, false
	}
	d := digits{b: b, ok: true}
	year, month, day := d.number(0, 4), d.number(5, 7), d.number(8, 10)
	hour, minute, second := d.number(11, 13), d.number(14, 16), d.number(17, 19)
	t := time.Date(year, time.Month(month), day, hour, minute, second, d.number(20, 29), time.UTC)
	// time.Date takes the 31st of June for the 1st of July.
	return t, d.ok && t.Day() == day && hour < 24 && minute < 60 && second < 60 && int(t.Month()) == month
}

func punctuated(b []byte) bool {
	return b[4] == '-' && b[7] == '-' && b[10] == ' ' && b[13] == ':' && b[16] == ':' && b[19] == '.' && b[29] == 'Z'
}

// digits reads numbers and remembers whether all were.
type digits struct {
	b  []byte
	ok bool
}

func (d *digits) number(from, to int) (n int) {
	for _, c := range d.b[from:to] {
		if c < '0' || c > '9' {
			d.ok = false
		}
		n = n*10 + int(c-'0')
	}
	return n
}
