package live

import (
	"net/url"
	"strings"

	"github.com/kin-go/kin/html"
)

// A Step is something that the browser does by itself, without a word to the server.
type Step struct{ words []string }

// Show shows the element with this id.
func Show(id string) Step { return Step{[]string{"show", id}} }

// Hide hides it.
func Hide(id string) Step { return Step{[]string{"hide", id}} }

// Toggle shows or hides it.
func Toggle(id string) Step { return Step{[]string{"toggle", id}} }

// AddClass gives it a class.
func AddClass(id, class string) Step { return Step{[]string{"class", id, class, "1"}} }

// RemoveClass takes a class from it.
func RemoveClass(id, class string) Step { return Step{[]string{"class", id, class, "0"}} }

// ToggleClass does either.
func ToggleClass(id, class string) Step { return Step{[]string{"class", id, class}} }

// OpenDialog opens a dialog, above all else.
func OpenDialog(id string) Step { return Step{[]string{"dialog", id}} }

// CloseDialog closes a dialog.
func CloseDialog(id string) Step { return Step{[]string{"close", id}} }

// FocusOn gives the keyboard to an element.
func FocusOn(id string) Step { return Step{[]string{"focus", id}} }

// doing is steps at an event.
type doing struct {
	event string
	steps []Step
}

// On has the browser take steps at an event of the element: click, submit, input, change, focusin, focusout,
// keydown. They are taken at once, before a handler of the same event is asked, so they can
// show what the handler will do.
//
// What was shown, hidden or given a class in this way stays so when the page is changed by
// the server.
func On(event string, steps ...Step) html.Node { return html.Bind(doing{event, steps}) }

// text writes the steps for the browser: event op word word, with | between the steps.
func (d doing) text() string {
	var b strings.Builder
	for i, s := range d.steps {
		if i > 0 {
			b.WriteByte('|')
		}
		b.WriteString(d.event)
		for _, word := range s.words {
			b.WriteByte(' ')
			b.WriteString(url.PathEscape(word))
		}
	}
	return b.String()
}
