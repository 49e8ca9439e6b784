package live

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/kin-go/kin/html"
)

// A List is rows that the browser has and the server does not keep: a log, a chat, a table that goes on as
// one scrolls. It is a field of a page; what is done to it goes out with the event, and is forgotten.
//
//	func (l *Log) View() html.Node {
//		return html.Main(
//			live.Rows(html.Ul(html.ID("log"), live.OnRow("open", l.Open)), &l.Lines, lineKey, func(e Line) html.Node {
//				return html.Li(html.Text(e.Text), html.Button(live.CallRow("open", e.ID), html.Text("Open")))
//			}),
//			html.P(live.OnVisible(l.More)),
//		)
//	}
type List[T any] struct{ changes []change[T] }

// change is something done to a list.
type change[T any] struct {
	how string // append, prepend, replace, remove or clear
	row T
	key string
}

// Append puts rows at the end.
func (l *List[T]) Append(rows ...T) { l.add("append", rows) }

// Prepend puts rows at the beginning, the last one first.
func (l *List[T]) Prepend(rows ...T) { l.add("prepend", rows) }

// Replace shows rows anew that are in the list.
func (l *List[T]) Replace(rows ...T) { l.add("replace", rows) }

func (l *List[T]) add(how string, rows []T) {
	for _, row := range rows {
		l.changes = append(l.changes, change[T]{how: how, row: row})
	}
}

// Remove takes away the row with a key, as html.Spell writes it.
func (l *List[T]) Remove(key string) {
	l.changes = append(l.changes, change[T]{how: "remove", key: key})
}

// Clear takes away all rows.
func (l *List[T]) Clear() { l.changes = append(l.changes, change[T]{how: "clear"}) }

// MarshalBinary keeps nothing: the browser has the rows.
func (l *List[T]) MarshalBinary() ([]byte, error) { return nil, nil }

// UnmarshalBinary has nothing to read.
func (l *List[T]) UnmarshalBinary([]byte) error { return nil }

// An unsent is a List, which has rows that are not shown yet, or none.
type unsent interface{ isUnsent() bool }

var unsender = reflect.TypeFor[unsent]()

func (l *List[T]) isUnsent() bool { return len(l.changes) > 0 }

// listing is a List where it is shown.
type listing struct {
	id string
	// rows gives what has been done since it was asked last, each with its row as a node.
	rows func() []listed
}

type listed struct {
	how, key string
	node     html.Node
}

// Rows shows a list in an element with an id. A row is one element without an id, and without handlers of its own,
// which the server would have to keep: bind OnRow to the element around, and CallRow in the row.
func Rows[T any, K html.Key](around html.Element, list *List[T], key func(T) K, row func(T) html.Node) html.Node {
	id, _ := around.Attribute("id")
	l := &listing{id: id, rows: func() (all []listed) {
		for _, c := range list.changes {
			switch c.how {
			case "remove", "clear":
				all = append(all, listed{c.how, c.key, nil})
			default:
				all = append(all, listed{c.how, html.Spell(key(c.row)), row(c.row)})
			}
		}
		list.changes = nil
		return all
	}}
	return html.Keyed("list "+id, around.With(html.Bind(l), html.Leave(l)))
}

// OnRow calls f with the key of the row in which CallRow of the same name was clicked. It is bound to the element that
// Rows is given.
func OnRow(name string, f func(ctx context.Context, key string) error) html.Node {
	h := &handler{event: "row-" + name, code: codeOf(f)}
	h.run = func(ctx context.Context, in input) error { return f(ctx, in.values.Get("key")) }
	h.row = true
	return h.bound(nil)
}

// CallRow has a click call OnRow of this name with a key. The key is sealed: a browser can send back only what was
// written for it.
func CallRow[K html.Key](name string, key K) html.Node {
	return html.Bind(rowCall{name, html.Spell(key)})
}

type rowCall struct{ name, key string }

// fillList writes the rows of a first page, and has later ones sent as commands.
func (w *weaver) fillList(l *listing, in html.Place) (html.Node, error) {
	if l.id == "" {
		return nil, errors.New("live: the element that Rows is given needs an id")
	}
	if w.lists == nil {
		w.lists = map[html.Place]bool{}
	}
	w.lists[in] = true
	var first []html.Node
	for _, r := range l.rows() {
		at := in.Key("row").Key(r.key)
		id := "k" + at.String()
		switch r.how {
		case "remove":
			w.done = append(w.done, command{"remove", id})
			continue
		case "clear":
			first = nil
			w.done = append(w.done, command{"clear", l.id})
			continue
		}
		page, err := w.row(r, at, in)
		if err != nil {
			return nil, err
		}
		switch {
		case !w.opening:
			w.done = append(w.done, command{r.how, l.id, page, id})
		case r.how == "prepend":
			first = append([]html.Node{html.Unsafe(page)}, first...)
		default:
			first = append(first, html.Unsafe(page))
		}
	}
	return html.Group(first...), nil
}

// row writes a row by itself.
func (w *weaver) row(r listed, at, in html.Place) (string, error) {
	inner := &weaver{visit: w.visit, after: newTable(table{}), refs: map[html.Place][]html.Place{}, parts: map[html.Place][]string{}, list: in}
	cloth, err := html.Weave(r.node, inner, at, nil)
	if err != nil {
		return "", err
	}
	if len(cloth.Regions) == 0 || cloth.Regions[0].Place != at || cloth.Regions[0].ID != "k"+at.String() {
		return "", fmt.Errorf("live: the row %q of a list has to be one element without an id", r.key)
	}
	return string(cloth.HTML), nil
}

// sealedKey is what stands in a page for the key of a row.
func (v *visit) sealedKey(ref html.Place, key string) string {
	m := hmac.New(sha256.New, v.secret)
	m.Write(ref.AppendText(nil))
	m.Write([]byte(key))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil)[:12]) + key
}

// unsealed is the key of a row, if it was written for this visit.
func (v *visit) unsealed(ref html.Place, text string) (key string, ok bool) {
	const seal = 16
	if len(text) < seal {
		return "", false
	}
	key = text[seal:]
	return key, hmac.Equal([]byte(text), []byte(v.sealedKey(ref, key)))
}

// callRow is the token of a CallRow.
func (w *weaver) callRow(c rowCall) (string, error) {
	if w.list == 0 {
		return "", errors.New("live: CallRow stands in no row of a list")
	}
	ref := w.list.Key("row-" + c.name)
	h := handler{event: "click"}
	h.flag("a", w.visit.sealedKey(ref, c.key))
	return strings.Join([]string{"click", ref.String(), h.flags[0]}, ":"), nil
}
