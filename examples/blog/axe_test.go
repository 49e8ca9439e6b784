package main

import (
	"context"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/kin-go/kin/examples/internal/axe"
)

// judge gives the page to axe.
func (b *tab) judge() axe.Verdict {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	v, err := axe.Judge(func(expression string) (string, error) {
		return chromedp.Run(ctx, chromedp.Evaluate[string](expression, chromedp.EvalAwaitPromise))
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

// An axed page is one that axe looks at, and what is done there before.
type axed struct {
	name, path string
	do         func(*tab)
}

// axedPages are those of nobody, and then those of an admin.
var axedPages = [][]axed{
	{
		{"feed", "/", nil},
		{"post", "/posts/43", nil},
		{"strategies", "/strategies", nil},
		{"plans", "/strategies", func(b *tab) { b.click("#joined summary"); b.click("#subquery summary") }},
		{"sign-in", "/sign-in", nil},
		{"register", "/register", nil},
		{"refused", "/register", func(b *tab) {
			b.write("#register input[name=name]", "ada")
			b.write("#register input[name=email]", "ada@elmlane.example")
			b.enter("#register input[name=password]", "long enough")
			b.becomes("there are messages", `document.querySelectorAll(".live-message").length > 0`)
		}},
		{"missing", "/nowhere", nil},
		{"forbidden", "/moderate", nil},
		{"panel", panelPath, nil},
	},
	{
		{"feed of a user", "/", nil},
		{"post of a user", "/posts/43", nil},
		{"bad flag", "/posts/43", func(b *tab) {
			b.enter("#message-43", "  ")
			b.becomes("there is a message", `document.querySelectorAll(".live-message").length > 0`)
		}},
		{"told", "/posts/43", func(b *tab) {
			b.enter("#message-43", "Said.")
			b.becomes("there is a notice", `!!document.querySelector(".live-toast")`)
		}},
		{"rename", "/posts/41", func(b *tab) {
			b.click("#edit")
			b.becomes("there is a form", `!!document.getElementById("new-title")`)
		}},
		{"moderate", "/moderate", nil},
		{"last page of moderate", "/moderate?page=2&sort=message", nil},
	},
}

func TestAxeFindsNothingOnAnyPageInEitherTheme(t *testing.T) {
	b := openTab(t, func(c *config) { c.dev = true })
	passed, looked := 0, 0
	for i, pages := range axedPages {
		if i > 0 {
			b.become(sampleAdmin)
		}
		for _, l := range looks {
			b.look(l.width, l.scheme) // before the page is there: colors change by and by
			for _, p := range pages {
				b.visit(p.path)
				b.becomes("the page is there", `!document.querySelector("[data-visit]") || document.documentElement.dataset.live === "online"`)
				if p.do != nil {
					p.do(b)
				}
				b.do(chromedp.Evaluate[chromedp.Void](`scrollTo(0, 0)`)) // axe does not see that the bar lies above what is scrolled below it
				v := b.judge()
				if err := v.Err(); err != nil {
					t.Errorf("%s, %s: %v", p.name, l.name, err)
				}
				b.shoot(p.name + "-" + l.name)
				passed, looked = passed+v.Passes, looked+1
			}
		}
	}
	t.Logf("axe: %d looks, %d rules passed", looked, passed)
}
