package livedb_test

import (
	"context"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/kin-go/kin/kintest"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/livedb"
	"github.com/kin-go/kin/ui"
)

func TestZZ(t *testing.T) {
	c := openClub(t, kintest.Engines(t)[0])
	db := kintest.OpenSeed(t, kintest.Engines(t)[0]).DB
	panel := livedb.NewPanel()
	app := live.New(live.Config{Values: panel.Values, Log: quiet})
	app.Page("GET /{$}", func() live.View { return &lazyFeed{DB: db} })
	app.Page("GET /_panel", panel.Page)
	app.Handle(ui.AssetsPath, ui.Assets())
	s := httptest.NewServer(app)
	defer s.Close()
	s2 := httptest.NewServer(c.handler)
	defer s2.Close()
	alloc, cancel := chromedp.NewExecAllocator(t.Context(), append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.WindowSize(1100, 900))...)
	defer cancel()
	ctx, cancel2 := chromedp.NewContext(alloc)
	defer cancel2()
	ctx, c3 := context.WithTimeout(ctx, 60*time.Second)
	defer c3()
	var one, two []byte
	var text, url string
	check(t, chromedp.Run(ctx,
		chromedp.Navigate(s.URL+"/"), chromedp.Sleep(500*time.Millisecond),
		chromedp.Click("button", chromedp.ByQuery), chromedp.Sleep(300*time.Millisecond),
		chromedp.Navigate(s.URL+"/_panel"), chromedp.Sleep(500*time.Millisecond),
		chromedp.Evaluate("document.querySelectorAll('details')[0].open=true", nil), chromedp.Sleep(1500*time.Millisecond),
		chromedp.FullScreenshot(&one, 90),
		chromedp.EmulateViewport(400, 800), chromedp.Sleep(300*time.Millisecond), chromedp.FullScreenshot(&two, 90),
		chromedp.EmulateViewport(1100, 900),
		chromedp.Navigate(s2.URL+"/sign-in?next=/mine"), chromedp.Sleep(500*time.Millisecond),
		chromedp.SendKeys("#enter input[name=name]", "ann"), chromedp.SendKeys("#enter input[name=password]", "ann's"),
		chromedp.Click("#enter button"), chromedp.Sleep(time.Second), chromedp.Text("body", &text), chromedp.Location(&url),
	))
	t.Log(text, url)
	check(t, chromedp.Run(ctx, chromedp.Click("button"), chromedp.Sleep(time.Second), chromedp.Text("body", &text), chromedp.Location(&url)))
	t.Log(text, url)
	os.WriteFile("/tmp/lw_panel.jpg", one, 0o600)
	os.WriteFile("/tmp/lw_panel2.jpg", two, 0o600)
}
