// Package live is pages whose state stays on the server: a page is a Go struct, its methods handle what
// the visitor does, its method View shows it. The browser is told what has changed, and nothing else is sent.
// There is no JavaScript to write, no template language and no generated code.
//
//	type Counter struct {
//		live.Page
//		N int
//	}
//
//	func (c *Counter) Up(context.Context) error { c.N++; return nil }
//
//	func (c *Counter) View() html.Node {
//		return html.Main(
//			html.P(html.Textf("It is %d.", c.N)),
//			html.Button(live.OnClick(c.Up), html.Text("Up")),
//		)
//	}
//
//	app := live.New(live.Config{})
//	app.Page("GET /{$}", func() live.View { return &Counter{} })
//	err := http.ListenAndServe("localhost:8080", app)
//
// # A visit
//
// A visit is a page in one tab. The first answer is the whole page, with what Load has brought; it can be read, and
// its forms and buttons work, where no script runs. Then the tab connects, and the visit goes on with the
// state it has: Load is not run again.
//
// What happens to a visit happens one at a time, in order. Each event is a transaction over the state: if the
// handler fails or panics, the state is what it was, the visitor sees a notice, and the log has the
// trace. Visits do not wait for each other.
//
// # What is sent
//
// A page is made of regions: each item of html.Each, each html.Memo, each html.Keyed, each component.
// The server keeps a hash of each region and sends those that have changed, in one frame for an event. What the
// visitor has typed, chosen, opened or scrolled stays.
//
// # What is kept
//
// After each event the state is stored: the exported fields of the page and its components. A visit outlives its
// connection and its process. Events and frames are numbered, so that nothing is lost and nothing done twice.
//
// # What cannot be forged
//
// The page holds a reference for each handler, which means something in this visit only; arguments of
// closures stay on the server. Hidden fields come back as they were written, or the form is refused. Requests of
// other sites are refused. Pages have a Content-Security-Policy that allows no script but the client's file.
package live
