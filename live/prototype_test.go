package live_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/live/livetest"
)

type signUp struct {
	Name    string `form:"name" validate:"required,min=2,max=20"`
	Mail    string `form:"mail" validate:"email"`
	Age     int    `form:"age" validate:"gte=18,lte=120"`
	Plain   string
	Address struct {
		Town string `form:"town" validate:"required"`
	} `form:"address"`
}

var signUpForm = live.Form[signUp]()

func TestAFieldHasTheNameAndRulesOfItsTags(t *testing.T) {
	for want, field := range map[string]html.Fragment{
		`<input name="name" required minlength="2" maxlength="20">`: live.Field(&signUpForm.Name),
		`<input name="mail" type="email">`:                          live.Field(&signUpForm.Mail),
		`<input name="age" min="18" max="120">`:                     live.Field(&signUpForm.Age),
		`<input name="Plain">`:                                      live.Field(&signUpForm.Plain),
		`<input name="address.town" required>`:                      live.Field(&signUpForm.Address.Town),
	} {
		var b strings.Builder
		if err := html.Input(field).Render(&b); err != nil || b.String() != want {
			t.Errorf("got %s, error %v, want %s", b.String(), err, want)
		}
	}
	if name := live.FieldName(&signUpForm.Address.Town); name != "address.town" {
		t.Errorf("the name is %q", name)
	}
}

func TestAFieldOfAValueIsNoFieldOfAForm(t *testing.T) {
	defer func() {
		if p := fmt.Sprint(recover()); !strings.Contains(p, "a string is no field of a form") {
			t.Errorf("it panics with %q", p)
		}
	}()
	var value signUp
	live.Field(&value.Name)
}

func TestAFormOfCheckedFieldsIsSent(t *testing.T) {
	tab := livetest.Open(t, served(t, view(func(m *made) html.Node {
		return html.Form(live.OnSubmit(func(_ ctx, s signUp) error { m.Text = s.Name + " of " + s.Address.Town; return nil }),
			html.Input(live.Field(&signUpForm.Name)), html.P(live.MessageOf(&signUpForm.Name)),
			html.Input(live.Field(&signUpForm.Mail), html.Value("ann@example.com")), html.Input(live.Field(&signUpForm.Age), html.Value("20")),
			html.Input(live.Field(&signUpForm.Address.Town)), html.Button(html.Text("Send")), html.P(html.Text("hello "+m.Text)))
	})), "/")
	tab.Type("name", "a")
	tab.Type("address.town", "Linz")
	tab.Click("Send")
	tab.See("At least 2 are needed.")
	tab.Type("name", "Ann")
	tab.Click("Send")
	tab.See("hello Ann of Linz")
}
