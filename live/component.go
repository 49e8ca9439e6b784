package live

import (
	"context"
	"reflect"

	"github.com/kin-go/kin/html"
)

// Component is what a component with a state of its own embeds.
type Component struct {
	visit *visit
	key   string
}

func (c *Component) host() (*visit, string) { return c.visit, c.key }

func (c *Component) component() *Component { return c } //nolint:unused // Widget asks for it

// A Widget is a component: a pointer to a struct that embeds Component. Its exported fields are its state, as those of
// a page are. If it has a method Load, that runs when it is shown first.
type Widget interface {
	View() html.Node
	component() *Component
}

// A part is a component that stands in a page.
type part struct{ widget Widget }

// mounted marks the region of a component, which lives as long as its region does.
type mounted string

// Mount shows a component, which is made when it is shown first and lives as long as it is
// shown. key tells it from the others of its host, on the same page or component. It may be called in View.
//
//	live.Mount(f, p.ID, func() *Editor { return &Editor{Post: p.ID} })
func Mount[W Widget, K html.Key](in Host, key K, make func() W) html.Node {
	v, around := in.host()
	if v == nil {
		return make().View()
	}
	name := around + "/" + html.Spell(key)
	w := v.mount(name, func() Widget { return make() })
	if e, ok := w.View().(html.Element); ok {
		return html.Keyed(name, e.With(html.Bind(mounted(name))))
	}
	return html.Group(html.Leave(mounted(name)), w.View())
}

func (v *visit) mount(name string, make func() Widget) Widget {
	if p := v.parts[name]; p != nil {
		return p.widget
	}
	w := make()
	*w.component() = Component{v, name}
	complete := false
	if state, ok := v.frozen[name]; ok {
		delete(v.frozen, name)
		var err error
		if complete, err = v.app.decode(state, structOf(w)); err != nil {
			v.app.log.Error("a component begins anew", "error", err)
		}
	}
	if l, ok := w.(loader); ok && !complete {
		if err := l.Load(v.context()); err != nil {
			panic(err)
		}
	}
	v.parts[name] = &part{w}
	return w
}

// copyParts is the components as they are, shallow.
func (v *visit) copyParts() map[string]reflect.Value {
	states := make(map[string]reflect.Value, len(v.parts))
	for name, p := range v.parts {
		states[name] = copied(structOf(p.widget))
	}
	return states
}

// unmount forgets the components that are not shown any more.
func (v *visit) unmount() {
	v.frozen = nil
	if len(v.parts) == 0 {
		return
	}
	shown := map[string]bool{}
	for _, r := range v.table.records {
		if r.more != nil {
			for _, name := range r.more.parts {
				shown[name] = true
			}
		}
	}
	for name := range v.parts {
		if !shown[name] {
			delete(v.parts, name)
		}
	}
}

// context is that of the turn.
func (v *visit) context() context.Context {
	if v.turnContext != nil {
		return v.turnContext
	}
	return context.Background()
}
