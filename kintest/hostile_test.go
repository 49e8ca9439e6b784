package kintest_test

import (
	"bytes"
	"encoding/xml"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Where Debian's packages sqlmap and wfuzz put their lists. They are read where they
// stand: their licenses are not ours.
const (
	sqlmapLists = "/usr/share/sqlmap/data/xml"
	wfuzzLists  = "/usr/share/wfuzz/wordlist"
)

// own is strings that need no list: the marks by which statements name their arguments,
// the ends of texts and comments in each dialect, and text that is not what it seems.
func own() []string {
	return []string{
		`'`, `"`, "`", `\`, `\'`, `\"`, `''`, `""`, `'; DROP TABLE note; --`, `' OR '1'='1`, `" OR ""="`,
		`?`, `?1`, `$1`, `$$`, `$tag$`, `:name`, `@name`, `%s`, `%d`, `{}`, `[]`, `]`, `[1,"a"]`, `"]`, `"],["x`,
		`--`, `/*`, `*/`, `#`, `;`, `/*!50000 1*/`, `%`, `_`, `%%`, `\%`, `\_`, `NULL`, `null`, `TRUE`, `0`, `-1`, `1e999`,
		"\x00", "a\x00b", "a\x00' OR 1=1", "\n", "\r\n", "\t", "\x1a", "\x7f", "\u2028", "\ufeff", "\ufffd",
		"\u02bc OR 1=1", "\u2019 OR 1=1", "\uff07 OR 1=1", "\xbf' OR 1=1", "\xff\xfe", "\xc0\xa7", "e\u0301", "\u202e",
		strings.Repeat("'", 1000), strings.Repeat(`\`, 1001), strings.Repeat("(", 500), strings.Repeat("x'", 5000),
	}
}

// hostile is the strings to try: our own, and of the installed lists each one, or in a
// short run one of a hundred. It says which lists are missing.
func hostile(t *testing.T, all bool) []string {
	t.Helper()
	listed := append(fromSqlmap(t), fromWfuzz(t)...)
	if !all {
		listed = thinned(listed, 100)
	}
	texts := append(own(), listed...)
	slices.Sort(texts)
	return slices.Compact(texts)
}

func thinned(texts []string, step int) (few []string) {
	for i := 0; i < len(texts); i += step {
		few = append(few, texts[i])
	}
	return few
}

// fromWfuzz is each line of wfuzz's lists of attacks: on SQL, on what reads XML or HTML,
// and on the paths and servers of the web.
func fromWfuzz(t *testing.T) (texts []string) {
	t.Helper()
	for _, folder := range []string{"Injections", "vulns"} {
		for _, file := range listed(t, filepath.Join(wfuzzLists, folder), "*.txt", "wfuzz") {
			for line := range bytes.Lines(read(t, file)) {
				texts = append(texts, strings.TrimRight(string(line), "\r\n"))
			}
		}
	}
	return texts
}

// fromSqlmap is sqlmap's payloads, each within each pair of boundaries that it may stand
// in, as sqlmap would send them.
func fromSqlmap(t *testing.T) (texts []string) {
	t.Helper()
	var boundaries []boundary
	for _, file := range listed(t, sqlmapLists, "boundaries.xml", "sqlmap") {
		boundaries = append(boundaries, parse(t, file).Boundaries...)
	}
	for _, file := range listed(t, filepath.Join(sqlmapLists, "payloads"), "*.xml", "sqlmap") {
		for _, p := range parse(t, file).Tests {
			texts = append(texts, p.within(boundaries)...)
		}
	}
	return texts
}

// listed is the files of a list, none if it is not installed.
func listed(t *testing.T, folder, pattern, installs string) []string {
	t.Helper()
	if _, err := os.Stat(folder); os.IsNotExist(err) {
		t.Logf("%s is not there: its strings are left out (Debian: apt-get install %s)", folder, installs)
		return nil
	}
	files, err := fs.Glob(os.DirFS(folder), pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("%s has no %s: the list has moved (%v)", folder, pattern, err)
	}
	for i := range files {
		files[i] = filepath.Join(folder, files[i])
	}
	return files
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// sqlmapFile is what we read of sqlmap's files. Lists of numbers say where a payload and
// a boundary may stand: in which clauses (0 is all), and after or instead of what value.
type sqlmapFile struct {
	Tests      []payload  `xml:"test"`
	Boundaries []boundary `xml:"boundary"`
}

type payload struct {
	Clause  numbers `xml:"clause"`
	Where   numbers `xml:"where"`
	Vector  string  `xml:"vector"`
	Payload string  `xml:"request>payload"`
	Comment string  `xml:"request>comment"`
	Columns string  `xml:"request>columns"`
	Char    string  `xml:"request>char"`
}

type boundary struct {
	Clause numbers `xml:"clause"`
	Where  numbers `xml:"where"`
	Prefix string  `xml:"prefix"`
	Suffix string  `xml:"suffix"`
}

type numbers string

func (n numbers) all() []string { return strings.Split(string(n), ",") }

func (n numbers) meet(other numbers) bool {
	return slices.ContainsFunc(n.all(), func(x string) bool { return slices.Contains(other.all(), x) })
}

func parse(t *testing.T, file string) (parsed sqlmapFile) {
	t.Helper()
	if err := xml.Unmarshal(read(t, file), &parsed); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return parsed
}

// within is a payload between all boundaries that fit.
func (p payload) within(boundaries []boundary) (texts []string) {
	for _, attack := range p.attacks() {
		for _, b := range boundaries {
			if p.Clause != "0" && b.Clause != "0" && !p.Clause.meet(b.Clause) {
				continue
			}
			for _, where := range p.Where.all() {
				if value, ok := valueBefore[where]; ok && b.Where.meet(p.Where) {
					texts = append(texts, filled(value+b.Prefix+" "+attack+p.end(b)))
				}
			}
		}
		texts = append(texts, filled(attack))
	}
	return texts
}

// valueBefore is the value that a payload follows: the one that was there, or one that
// finds nothing. The third place is instead of any.
var valueBefore = map[string]string{"1": "1", "2": "-4711"}

// end is what follows: a comment hides the rest of the statement, a suffix mends it.
func (p payload) end(b boundary) string {
	if p.Comment != "" {
		return p.Comment
	}
	return b.Suffix
}

// attacks is what the payload's test sends: the payload and what it goes on with, or
// for a union one more column each time.
func (p payload) attacks() (texts []string) {
	for _, text := range []string{p.Payload, p.Vector} {
		if strings.TrimSpace(text) != "" && text != "[UNION]" {
			texts = append(texts, text)
		}
	}
	if p.Columns != "" {
		for n := 1; n <= 10; n++ {
			texts = append(texts, "UNION ALL SELECT "+strings.TrimSuffix(strings.Repeat("NULL,", n), ","))
		}
	}
	return texts
}

// filled replaces sqlmap's placeholders by what it would send, always the same.
func filled(text string) string { return placeholders.Replace(text) }

var placeholders = strings.NewReplacer(placeholderPairs()...)

func placeholderPairs() []string {
	pairs := []string{
		"[GENERIC_SQL_COMMENT]", "-- -", "[ORIGVALUE]", "'1'", "[ORIGINAL]", "1", "[INFERENCE]", "1=1",
		"[DELIMITER_START]", "qzxkq", "[DELIMITER_STOP]", "qvbpq", "[SLEEPTIME]", "5", "[DELAYED]", "5",
		"[QUERY]", "SELECT 1", "[CHAR]", "NULL", "[COLSTART]", "1", "[COLSTOP]", "10", "[UNION]", "UNION ALL SELECT NULL",
		"[AT_REPLACE]", "qaq", "[SPACE_REPLACE]", "qsq", "[DOLLAR_REPLACE]", "qdq", "[HASH_REPLACE]", "qhq",
		"[RANDNUM]", "4711", "[RANDSTR]", "kqzv",
	}
	for i := range 9 {
		n := strconv.Itoa(i + 1)
		pairs = append(pairs, "[RANDNUM"+n+"]", strconv.Itoa(4711+i), "[RANDSTR"+n+"]", "kqzv"+n)
	}
	return pairs
}
