package ui_test

import (
	"testing"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/ui"
)

func TestAFieldTiesItsPartsTogether(t *testing.T) {
	has(t, ui.TextField(ui.Label("E-mail"), ui.Hint("Never shown"), ui.Problem("Not an address"), html.Name("email"), html.Type("email"), html.Required()),
		`<label class="kin-Field-label" for="field-email">E-mail`,
		`id="field-email"`, `name="email"`, `type="email"`, " required",
		`aria-invalid="true"`, `aria-describedby="field-email-problem field-email-hint"`,
		`id="field-email-problem"`, "Not an address", `id="field-email-hint"`, "Never shown")
}

func TestAFieldWithoutAProblemIsNotInvalid(t *testing.T) {
	has(t, ui.TextField(ui.Label("E-mail"), ui.Problem(""), html.Name("email")), "!aria-invalid", "!aria-describedby", "!problem")
}

func TestAnIDOfOnesOwnIsKept(t *testing.T) {
	has(t, ui.TextArea(ui.Label("About"), ui.Hint("Short"), html.ID("mine"), html.Name("about"), html.Text("I <3 Go")),
		`for="mine"`, `id="mine"`, `aria-describedby="mine-hint"`, "I &lt;3 Go</textarea>", "!field-about")
}

func TestAControlThatNothingNamesMakesThePageFail(t *testing.T) {
	for name, n := range map[string]html.Node{
		"TextField":  ui.TextField(html.Name("q")),
		"TextArea":   ui.TextArea(html.Name("q")),
		"Select":     ui.Select(html.Name("q")),
		"Slider":     ui.Slider(html.Name("q")),
		"Checkbox":   ui.Checkbox("", html.Name("q")),
		"Switch":     ui.Switch(""),
		"RadioGroup": ui.RadioGroup("q", "", nil),
	} {
		refuses(t, n, "a "+name, "nothing names it", `ui.Label("…")`)
	}
	has(t, ui.TextField(html.Name("q"), html.Aria("label", "Search")), `aria-label="Search"`, "!kin-Field")
}

func TestALabelNeedsSomethingToPointAt(t *testing.T) {
	refuses(t, ui.TextField(ui.Label("Search")), "a TextField", "neither html.Name nor html.ID")
	refuses(t, ui.Checkbox("Rules", ui.Problem("Read them")), "a Checkbox", "neither html.Name nor html.ID")
}

func TestATextFieldHasThingsAtItsEnds(t *testing.T) {
	got := ui.TextField(ui.IconSearch, ui.Suffix("km"), html.Aria("label", "Way"))
	has(t, got, `<svg class="kin-Icon"`, `data-side="right">km<`)
}

func TestAMessageThatComesLaterStandsBelowTheControl(t *testing.T) {
	n := ui.TextField(ui.Label("E-mail"), html.Name("email"), html.Leave("message"))
	refuses(t, n, "only on a live page") // nobody fills it here, and it is not lost
	has(t, ui.Field(func(a html.Fragment) html.Node { return html.Input(a) }, ui.Label("Own"), html.Name("own")), `<input name="own" id="field-own">`, `for="field-own"`)
}

func TestASelectHasItsChoices(t *testing.T) {
	choices := []ui.Choice{{Value: "a", Text: "First"}, {Value: "b", Text: "Second"}, {Value: "c", Text: hostile, Disabled: true}}
	has(t, ui.Select(ui.Label("Which"), html.Name("which"), ui.Choices("b", choices...)),
		`<option value="a">First</option>`, `<option value="b" selected>Second</option>`, `<option value="c" disabled>"&gt;&lt;script&gt;`)
}

func TestARadioGroupIsOneFieldOfMany(t *testing.T) {
	n := ui.RadioGroup("plan", "b", []ui.Choice{{Value: "a", Text: "A", Hint: "small"}, {Value: "b", Text: "B"}}, ui.Label("Plan"), ui.Problem("Choose"), html.Required())
	has(t, n, `<fieldset`, `role="radiogroup"`, `aria-describedby="field-plan-problem"`, `<legend class="kin-Field-label">Plan`,
		`type="radio" name="plan" value="a" required aria-describedby="field-plan-a-hint"`, `id="field-plan-a-hint">small`,
		`type="radio" name="plan" value="b" checked required`)
}

func TestASwitchIsACheckboxWithARole(t *testing.T) {
	has(t, ui.Switch("Notify me", html.Name("notify"), html.Checked()), `role="switch"`, `type="checkbox"`, `name="notify"`, " checked", "Notify me")
	has(t, ui.Checkbox("Rules", html.Name("rules"), ui.Hint("All of them")), "!role=", `aria-describedby="field-rules-hint"`)
}
