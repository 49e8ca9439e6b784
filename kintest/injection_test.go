package kintest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/kintest"
	"github.com/kin-go/kin/load"
)

// A Shelf has a key of text, which stands in lists of keys.
type Shelf struct {
	kin.Entity[string]
	Code  string `kin:"pk"`
	Label string

	Notes kin.Many[Shelf, Note] `kin:"back_populates=Shelf; cascade=all"`
}

// A Note holds text in columns of each kind that can.
type Note struct {
	kin.Model
	Text      string
	Nick      *string
	Extra     kin.JSON[map[string]string]
	ShelfCode string `kin:"foreign_key=shelf.code"`

	Shelf kin.One[Note, Shelf] `kin:"back_populates=Notes" json:",omitzero"`
}

var (
	shelves = kin.Table[Shelf]()
	notes   = kin.Table[Note]()
)

// A door is a way by which a text from outside comes to the database. It gives the text
// as the database gave it back.
type door struct {
	name    string
	through func(ctx context.Context, db *kin.DB, text string) (string, error)
}

// doors is all of them. The first puts a shelf and a note with the text there, which the
// others ask for; the last takes them away again.
var doors = []door{
	{"insert", insert},
	{"Eq", asking(func(text string) kin.Condition { return kin.Eq(&notes.Text, text) })},
	{"Eq of a nullable column", asking(func(text string) kin.Condition { return kin.Eq(&notes.Nick, &text) })},
	{"Ne, Lt, Le, Gt, Ge", asking(compared)},
	{"Between", asking(func(text string) kin.Condition { return kin.Between(&notes.Text, text, text) })},
	{"In", asking(func(text string) kin.Condition { return kin.In(&notes.Text, text, "other") })},
	{"NotIn", asking(func(text string) kin.Condition { return kin.Not(kin.NotIn(&notes.Text, text)) })},
	{"Like", like},
	{"And, Or, Not", asking(nested)},
	{"Has", asking(func(text string) kin.Condition { return kin.Has(&notes.Shelf, kin.Eq(&shelves.Label, text)) })},
	{"Any", anyNote},
	{"an expression", asking(func(text string) kin.Condition { return kin.Col(&notes.Text).Eq(text) })},
	{"Raw with an argument", raw},
	{"GetBy", getBy},
	{"After", after},
	{"an option's Where", optionWhere},
	{"keys of SelectIn", loading(load.SelectIn(&shelves.Notes))},
	{"keys of Subquery", loading(load.Subquery(&shelves.Notes))},
	{"Joined", loading(load.Joined(&shelves.Notes))},
	{"keys of Peers", loading(load.Peers(&shelves.Notes))},
	{"keys of Lazy", loading(load.Lazy(&shelves.Notes))},
	{"update", update},
	{"JSON", fromJSON},
	{"form", fromForm},
	{"delete", remove},
}

func insert(ctx context.Context, db *kin.DB, text string) (string, error) {
	err := db.Tx(ctx, func(_ context.Context, s *kin.Session) error {
		s.Add(&Note{
			Text:  text,
			Nick:  &text,
			Extra: kin.JSON[map[string]string]{V: map[string]string{text: text}},
			Shelf: kin.To[Note](&Shelf{Code: text, Label: text}),
		})
		return nil
	})
	return text, err
}

// asking reads the note that meets a condition.
func asking(where func(text string) kin.Condition) func(context.Context, *kin.DB, string) (string, error) {
	return func(ctx context.Context, db *kin.DB, text string) (string, error) {
		return one(ctx, db, kin.Select(notes).Where(where(text)))
	}
}

// one is the text of the one note that a query finds, if all its columns agree on it.
func one(ctx context.Context, db *kin.DB, q kin.Query[Note]) (text string, err error) {
	err = db.Read(ctx, func(ctx context.Context, s *kin.Session) error {
		n, err := q.One(ctx, s)
		if err != nil {
			return err
		}
		text = n.Text
		if *n.Nick != text || n.ShelfCode != text || n.Extra.V[text] != text && valid(text) {
			return fmt.Errorf("the columns of a note differ: %q, %q, %q, %q", text, *n.Nick, n.ShelfCode, n.Extra.V)
		}
		return nil
	})
	return text, err
}

// valid says that a text is UTF-8, as all of JSON is.
func valid(text string) bool { return strings.ToValidUTF8(text, "\ufffd") == text }

func compared(text string) kin.Condition {
	return kin.And(
		kin.Ne(&notes.Text, text+"x"), kin.Lt(&notes.Text, text+"x"), kin.Le(&notes.Text, text),
		kin.Ge(&notes.Text, text), kin.Not(kin.Gt(&notes.Text, text)),
	)
}

func nested(text string) kin.Condition {
	return kin.And(
		kin.Or(kin.Eq(&notes.Text, text), kin.Eq(&notes.Text, text+"x")),
		kin.Not(kin.Or(kin.Ne(&notes.Text, text), kin.IsNull(&notes.Nick))),
	)
}

// like says nothing of what is found: the text is a pattern here.
func like(ctx context.Context, db *kin.DB, text string) (string, error) {
	return text, db.Read(ctx, func(ctx context.Context, s *kin.Session) error {
		_, err := kin.Select(notes).Where(kin.Like(&notes.Text, text)).All(ctx, s)
		return err
	})
}

func anyNote(ctx context.Context, db *kin.DB, text string) (string, error) {
	return shelf(ctx, db, kin.Select(shelves).Where(kin.Any(&shelves.Notes, kin.Eq(&notes.Text, text))))
}

// shelf is the code of the one shelf that a query finds.
func shelf(ctx context.Context, db *kin.DB, q kin.Query[Shelf]) (code string, err error) {
	err = db.Read(ctx, func(ctx context.Context, s *kin.Session) error {
		found, err := q.One(ctx, s)
		if err == nil {
			code = found.Code
		}
		return err
	})
	return code, err
}

func raw(ctx context.Context, db *kin.DB, text string) (string, error) {
	placeholder := "?"
	if db.Engine() == "postgres" {
		placeholder = "$1"
	}
	return one(ctx, db, kin.Raw(notes, `SELECT * FROM "note" WHERE "text" = `+placeholder, text))
}

func getBy(ctx context.Context, db *kin.DB, text string) (code string, err error) {
	err = db.Read(ctx, func(ctx context.Context, s *kin.Session) error {
		found, err := kin.GetBy[Shelf](ctx, s, text)
		if err == nil {
			code = found.Code
		}
		return err
	})
	return code, err
}

// after asks for the page behind a note with the text and a smaller id.
func after(ctx context.Context, db *kin.DB, text string) (string, error) {
	return one(ctx, db, kin.Select(notes).OrderBy(kin.Asc(&notes.Text), kin.Asc(&notes.ID)).After(&Note{Text: text}).Limit(1))
}

func optionWhere(ctx context.Context, db *kin.DB, text string) (string, error) {
	return loading(load.SelectIn(&shelves.Notes).Where(kin.Eq(&notes.Text, text)))(ctx, db, text)
}

// loading reads the note of the shelf by a strategy. The shelf's key is in a list of
// keys, an argument, or a subselect.
func loading(how load.Option[Shelf]) func(context.Context, *kin.DB, string) (string, error) {
	return func(ctx context.Context, db *kin.DB, text string) (found string, err error) {
		err = db.Read(ctx, func(ctx context.Context, s *kin.Session) error {
			all, err := kin.Select(shelves).Where(kin.Eq(&shelves.Label, text)).Options(how).All(ctx, s)
			if err != nil {
				return err
			}
			of, err := all[0].Notes.Load(ctx)
			if err != nil {
				return err
			}
			found = of[0].Text
			return nil
		})
		return found, err
	}
}

// update writes something else and then the text again, in two statements.
func update(ctx context.Context, db *kin.DB, text string) (found string, err error) {
	err = db.Tx(ctx, func(ctx context.Context, s *kin.Session) error {
		n, err := kin.Select(notes).First(ctx, s)
		if err != nil {
			return err
		}
		n.Text = "something else"
		if err := s.Flush(ctx); err != nil {
			return err
		}
		n.Text = text
		return nil
	})
	if err != nil {
		return "", err
	}
	return one(ctx, db, kin.Select(notes))
}

// errUndo ends a transaction whose changes are not wanted.
var errUndo = errors.New("undo")

// added is the text of a note that came from outside, as the database has it.
func added(ctx context.Context, db *kin.DB, n *Note) (text string, err error) {
	err = db.Tx(ctx, func(ctx context.Context, s *kin.Session) error {
		n.Shelf.Set(&Shelf{Code: "another", Label: "another"})
		s.Add(n)
		if err := s.Flush(ctx); err != nil {
			return err
		}
		read, err := kin.Select(notes).Where(kin.Eq(&notes.ShelfCode, "another")).PopulateExisting().One(ctx, s)
		if err != nil {
			return err
		}
		text = read.Text
		return errUndo
	})
	if errors.Is(err, errUndo) {
		err = nil
	}
	return text, err
}

// fromJSON decodes a note. JSON holds valid text only: what is not is replaced before it
// comes to us.
func fromJSON(ctx context.Context, db *kin.DB, text string) (string, error) {
	body, err := json.Marshal(map[string]any{"Text": text})
	if err != nil {
		return "", err
	}
	n := &Note{}
	if err := json.Unmarshal(body, n); err != nil {
		return "", err
	}
	given := n.Text // JSON has a mark in place of each byte that is no text
	found, err := added(ctx, db, n)
	if found == given && !valid(text) {
		found = text
	}
	return found, err
}

// fromForm sends a form to a server that puts it into the database.
func fromForm(_ context.Context, db *kin.DB, text string) (string, error) {
	var found string
	var err error
	server := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		found, err = added(r.Context(), db, &Note{Text: r.PostFormValue("message")})
	})
	body := strings.NewReader(url.Values{"message": {text}}.Encode())
	request := httptest.NewRequest(http.MethodPost, "/flag", body)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	server.ServeHTTP(httptest.NewRecorder(), request)
	return found, err
}

func remove(ctx context.Context, db *kin.DB, text string) (string, error) {
	err := db.Tx(ctx, func(ctx context.Context, s *kin.Session) error {
		found, err := kin.GetBy[Shelf](ctx, s, text)
		if err != nil {
			return err
		}
		s.Delete(found)
		return nil
	})
	return text, err
}

// TestInjectionChangesNoStatement sends each hostile text through each door, on each
// engine. The statements must be those that a harmless text gives, to the letter, and
// the text must come back as it went in. KIN_INJECTION=all takes all texts of the lists
// that are installed, and of these one of ten for servers; everywhere takes all for all; otherwise it
// is one of a hundred.
func TestInjectionChangesNoStatement(t *testing.T) {
	all := os.Getenv("KIN_INJECTION") != ""
	texts := hostile(t, all)
	if all && len(texts) == len(own()) {
		t.Skip("no list is installed: only our own strings are left, which the short run takes too")
	}
	unprotected(t, texts)
	differences := 0
	kintest.Run(t, func(t *testing.T, e kintest.Engine) { differences += injected(t, e, texts) })
	fmt.Printf("strings %d, doors %d, differences %d\n", len(texts), len(doors), differences)
}

// injected sends all texts through all doors of an engine and counts the differences.
func injected(t *testing.T, e kintest.Engine, texts []string) (differences int) {
	t.Helper()
	seen := kintest.Record()
	db := e.Open(t, kin.Models(shelves, notes), kin.Trace(seen))
	want := make([][]string, len(doors))
	for i, d := range doors {
		want[i] = d.statements(t, db, seen, "harmless")
	}
	refused := 0
	if os.Getenv("KIN_INJECTION") != "everywhere" && !strings.HasPrefix(e.Name, "sqlite") {
		texts = append(own(), thinned(texts, 10)...) // each text is 25 trips or more
	}
	for _, text := range texts {
		if cannotHold(e.Name, text) {
			refused++
			if _, err := insert(t.Context(), db, text); err == nil {
				t.Errorf("%s holds %.100q: it should be refused", e.Name, text)
			}
			continue
		}
		for i, d := range doors {
			if got := d.statements(t, db, seen, text); !slices.Equal(got, want[i]) {
				differences++
				t.Errorf("%s: %.100q changes the statements\n%q\nto\n%q", d.name, text, want[i], got)
			}
		}
		if differences > 20 {
			t.Fatal("more differences than anyone will read")
		}
	}
	if refused > 0 {
		fmt.Printf("%s cannot hold %d of the strings, and refused each\n", e.Name, refused)
	}
	return differences
}

// cannotHold says that an engine has no place for a text and must refuse it: PostgreSQL and
// MySQL hold UTF-8 alone, PostgreSQL no zero byte, and a key of MySQL has at most 750 characters.
func cannotHold(engine, text string) bool {
	switch engine {
	case "postgres":
		return !valid(text) || strings.Contains(text, "\x00")
	case "mysql":
		return !valid(text) || utf8.RuneCountInString(text) > 750
	}
	return false
}

// statements is the texts of those that a text through the door gives.
func (d door) statements(t *testing.T, db *kin.DB, seen *kintest.Recorder, text string) (sql []string) {
	t.Helper()
	seen.Take()
	got, err := d.through(t.Context(), db, text)
	if err != nil {
		t.Fatalf("%s: %.100q: %v", d.name, text, err)
	}
	if got != text {
		t.Errorf("%s: %.100q came back as %.100q", d.name, text, got)
	}
	for _, s := range seen.Take() {
		sql = append(sql, s.Text)
	}
	return sql
}

// unprotected puts the texts into a statement by hand, to show that this list does
// break one, and that we would see it.
func unprotected(t *testing.T, texts []string) {
	t.Helper()
	byHand := func(text string) string { return shape("SELECT * FROM note WHERE text = '" + text + "'") }
	changed := 0
	for _, text := range texts {
		if byHand(text) != byHand("harmless") {
			changed++
		}
	}
	if changed == 0 {
		t.Error("no text changes a statement that is put together by hand: the lists are harmless")
	}
	fmt.Printf("put into a statement by hand, %d of %d change it\n", changed, len(texts))
}

// shape is a statement without what is in its quoted texts.
func shape(sql string) string { return quoted.ReplaceAllString(sql, "''") }

var quoted = regexp.MustCompile(`'(?:[^']|'')*'`)
