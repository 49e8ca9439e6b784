package ui

import (
	"errors"
	"fmt"
	"io"

	"github.com/kin-go/kin/html"
)

// A Color is the accent of a component, or of a whole Theme.
type Color string

// The colors. White text can be read on each but Amber, which has dark text.
const (
	Gray    Color = "gray"
	Tomato  Color = "tomato"
	Red     Color = "red"
	Crimson Color = "crimson"
	Pink    Color = "pink"
	Purple  Color = "purple"
	Violet  Color = "violet"
	Indigo  Color = "indigo"
	Blue    Color = "blue"
	Cyan    Color = "cyan"
	Teal    Color = "teal"
	Green   Color = "green"
	Grass   Color = "grass"
	Orange  Color = "orange"
	Amber   Color = "amber"
)

// Colors are all colors.
func Colors() []Color {
	return []Color{Gray, Tomato, Red, Crimson, Pink, Purple, Violet, Indigo, Blue, Cyan, Teal, Green, Grass, Orange, Amber}
}

// A Size is how large a component is. Most have the sizes 1 to 3 and are of size 2; texts and
// headings have all nine.
type Size uint8

// The sizes.
const (
	Size1 Size = iota + 1
	Size2
	Size3
	Size4
	Size5
	Size6
	Size7
	Size8
	Size9
)

// A Variant is how much a component stands out.
type Variant string

// The variants, from the loudest to the most quiet.
const (
	Solid   Variant = "solid"   // filled with the color
	Soft    Variant = "soft"    // tinted
	Surface Variant = "surface" // tinted lightly, with a border
	Outline Variant = "outline" // a border alone
	Ghost   Variant = "ghost"   // nothing, until the pointer is over it
)

// A Radius is how round corners are.
type Radius string

// The radii.
const (
	Square      Radius = "none"
	RoundSmall  Radius = "small"
	RoundMedium Radius = "medium"
	RoundLarge  Radius = "large"
	RoundFull   Radius = "full"
)

// A Weight is how bold a text is.
type Weight string

// The weights.
const (
	Light   Weight = "light"
	Regular Weight = "regular"
	Medium  Weight = "medium"
	Bold    Weight = "bold"
)

// An Align is where things stand along the line that they do not fill.
type Align string

// The ways to align.
const (
	Start   Align = "start"
	Center  Align = "center"
	End     Align = "end"
	Between Align = "between"
)

// A Gap is the space between the parts of a Stack, a Row or a Grid: 0 to 9, of 0 to 64 pixels.
type Gap uint8

// A Mark is an option that is there or is not.
type Mark string

// The marks.
const (
	HighContrast Mark = "high contrast" // a text that is darker than its color asks for
	Muted        Mark = "muted"         // a text of second rank
	Busy         Mark = "busy"          // a button whose work is under way: it spins and cannot be pressed
	Wide         Mark = "wide"          // as wide as there is room
	Wrap         Mark = "wrap"          // what has no room in a Row goes to the next line
)

// Label is the name of a control, shown beside it.
type Label string

// Hint is what a reader should know before filling in a control.
type Hint string

// Problem is what is wrong with a control's value. The empty one is none, so that a
// validator's answer can stand as it is.
type Problem string

// Suffix is what stands at the right end of a TextField: a unit.
type Suffix string

// stray is an option where no component takes it.
func stray(what string) error {
	return fmt.Errorf("ui: %s is an option, and stands where no component of ui takes it: not all take all, and elements of html take none", what)
}

// Render gives an error: an option stands in a component.
func (c Color) Render(io.Writer) error { return stray("the color " + string(c)) }

// Render gives an error: an option stands in a component.
func (s Size) Render(io.Writer) error { return stray(fmt.Sprintf("Size%d", s)) }

// Render gives an error: an option stands in a component.
func (v Variant) Render(io.Writer) error { return stray("the variant " + string(v)) }

// Render gives an error: an option stands in a component.
func (r Radius) Render(io.Writer) error { return stray("the radius " + string(r)) }

// Render gives an error: an option stands in a component.
func (w Weight) Render(io.Writer) error { return stray("the weight " + string(w)) }

// Render gives an error: an option stands in a component.
func (a Align) Render(io.Writer) error { return stray("the alignment " + string(a)) }

// Render gives an error: an option stands in a component.
func (g Gap) Render(io.Writer) error { return stray(fmt.Sprintf("Gap(%d)", g)) }

// Render gives an error: an option stands in a component.
func (m Mark) Render(io.Writer) error { return stray("the mark " + string(m)) }

// Render gives an error: an option stands in a component.
func (l Label) Render(io.Writer) error { return stray(fmt.Sprintf("Label(%q)", string(l))) }

// Render gives an error: an option stands in a component.
func (h Hint) Render(io.Writer) error { return stray(fmt.Sprintf("Hint(%q)", string(h))) }

// Render gives an error: an option stands in a component.
func (p Problem) Render(io.Writer) error { return stray(fmt.Sprintf("Problem(%q)", string(p))) }

// Render gives an error: an option stands in a component.
func (s Suffix) Render(io.Writer) error { return stray(fmt.Sprintf("Suffix(%q)", string(s))) }

// A failure is a node that cannot be written.
type failure struct{ err error }

func (f failure) Render(io.Writer) error { return f.err }

func fail(format string, values ...any) html.Node {
	return failure{fmt.Errorf("ui: "+format, values...)}
}

var errNoName = errors.New("nothing names it for those who cannot see it: " +
	`give it ui.Label("…"), html.Aria("label", "…"), or an html.ID that an html.Label points at`)
