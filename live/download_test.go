package live_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
)

func TestInABrowserAFileIsSaved(t *testing.T) {
	app := served(t, view(func(m *made) html.Node {
		return html.Main(html.P(html.Textf("n %d", m.N)), html.Button(html.ID("save"), html.Text("save"), live.OnClick(does(func() {
			m.N++
			m.Download("/report", "report ä.csv")
		}))))
	}))
	app.Handle("GET /report", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/csv")
		_, _ = w.Write([]byte("<script>alert(1)</script>,7"))
	}))
	answer := httptest.NewRecorder()
	app.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/report", nil))
	if answer.Header().Get("X-Content-Type-Options") != "nosniff" || answer.Header().Get("Content-Security-Policy") == "" {
		t.Errorf("the headers of a file are %v", answer.Header())
	}
	w := look(t, serve(t, app), "/")
	folder := t.TempDir()
	if _, err := chromedp.Call(w.ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{Behavior: "allow", DownloadPath: folder}); err != nil {
		t.Fatal(err)
	}
	w.click("#save")
	w.see("n 1")
	for range 200 {
		if content, err := os.ReadFile(filepath.Join(folder, "report ä.csv")); err == nil && string(content) == "<script>alert(1)</script>,7" {
			w.click("#save") // the page is still there
			w.see("n 2")
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	saved, _ := filepath.Glob(filepath.Join(folder, "*"))
	t.Errorf("saved are %q", saved)
}
