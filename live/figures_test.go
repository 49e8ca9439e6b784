package live_test

import (
	"testing"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
)

// unescaped shows a string as it came, where it is most dangerous.
func unescaped(context, s string) html.Node {
	if context != "text" {
		return html.P()
	}
	return html.P(html.Unsafe(s))
}

func escaped(context, s string) html.Node { return contexts[context](s) }

// lax lets scripts in the page run: only the escaping stands between.
func lax(c *live.Config) {
	c.Policy = func(string) string {
		return "default-src * data: blob: 'unsafe-inline' 'unsafe-eval'; script-src * data: 'unsafe-inline' 'unsafe-eval'; frame-src * data:"
	}
}

func TestInABrowserThePolicyStopsWhatIsNotEscaped(t *testing.T) {
	if guarded, _, _ := hits(t, hostile()[:some], unescaped, func(*live.Config) {}); guarded != 0 {
		t.Errorf("%d strings ran", guarded)
	}
}

// TestSecurityFigures prints what make security shows: what strangers achieve, and what they would without the
// protection. It needs a browser, and most of its time.
func TestSecurityFigures(t *testing.T) {
	strs := hostile()
	ran, clickable, strings := hits(t, strs, escaped, lax)
	naked, _, _ := hits(t, strs[:some], unescaped, lax)
	const frames = 10_000
	forged, readable := fuzz(t, frames)
	accepted, requests := fromElsewhere(t, "https://friend.example")
	trusted, _ := fromElsewhere(t, "https://evil.example")
	t.Logf("xss executed %d of %d, forged frames run %d of %d, foreign origins accepted %d of %d"+
		" (without the protection: %d where text is not escaped, %d where a handler has a known name, %d where one origin is trusted)",
		ran, strings, forged, frames, accepted, requests, naked, readable, trusted)
	if ran+clickable+forged+accepted != 0 {
		t.Error("a stranger got in")
	}
	if naked == 0 || readable == 0 || trusted == 0 {
		t.Error("without the protection nobody gets in either: the figures say nothing")
	}
}
