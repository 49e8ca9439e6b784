package main

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/ui"
)

// A person is a row of the example.
type person struct {
	name, city, role string
	posts            int
}

func people() ui.SliceSource[person] {
	first := strings.Fields("Ann Bruno Chen Dara Emil Fatou Goran Hana Idris Jana Kofi Lena Mateo Nadia Oskar Priya")
	last := strings.Fields("Lindqvist Okafor Wei Novak Öz Diallo Petrov Sato")
	cities := strings.Fields("Oslo Lagos Porto Prague Izmir Dakar")
	source := ui.SliceSource[person]{Orders: map[string]func(a, b person) int{
		"name":  func(a, b person) int { return cmp.Compare(a.name, b.name) },
		"city":  func(a, b person) int { return cmp.Compare(a.city, b.city) },
		"posts": func(a, b person) int { return cmp.Compare(a.posts, b.posts) },
	}}
	for i := range 92 {
		source.All = append(source.All, person{
			name: fmt.Sprintf("%s %s", first[(i*7)%len(first)], last[(i*5+i/16)%len(last)]), city: cities[(i*11)%len(cities)],
			role: []string{"Member", "Member", "Reader", "Administrator"}[(i*3)%4], posts: (i*37 + 11) % 1900,
		})
	}
	return source
}

func columns() []ui.Column[person] {
	return []ui.Column[person]{
		{Title: "Name", Sort: "name", Head: true, Cell: func(p person) html.Node {
			return ui.Row(ui.Gap(2), ui.Avatar(p.name, ui.Size1, html.Aria("hidden", "true")), ui.Text(html.Text(p.name)))
		}},
		{Title: "City", Sort: "city", Quiet: true, Cell: func(p person) html.Node { return html.Text(p.city) }},
		{Title: "Role", Cell: func(p person) html.Node { return ui.Badge(roleColor(p.role), html.Text(p.role)) }},
		{Title: "Posts", Sort: "posts", Number: true, Cell: func(p person) html.Node { return html.Text(ui.Number(float64(p.posts))) }},
	}
}

func roleColor(role string) ui.Color {
	return map[string]ui.Color{"Administrator": ui.Violet, "Member": ui.Indigo, "Reader": ui.Gray}[role]
}

func tables(r *http.Request) (html.Node, error) {
	members := ui.Table[person]{Caption: "Members", Columns: columns(), Move: ui.ByLink(r.URL)}
	if err := members.Load(r.Context(), people(), ui.PositionOf(r.URL.Query())); err != nil {
		return nil, err
	}
	small := ui.Table[person]{Caption: "The first four", ShowCaption: true, Size: ui.Size1, Variant: ui.Ghost, Columns: columns(), Rows: people().All[:4]}
	empty := ui.Table[person]{Caption: "Nobody", Columns: columns()[:2], Empty: ui.Stack(ui.Center, ui.Gap(2),
		ui.Text(ui.Size6, ui.IconUsers), ui.Text(html.Text("Nobody has joined yet.")), ui.Button(ui.Soft, html.Href("/fields/"), html.Text("Invite someone")))}
	return parts(
		html.Section(ui.Stack(ui.Gap(3), ui.Heading(2, ui.Size3, html.Text("Sorted, and a page at a time")), members.Node())),
		html.Section(ui.Stack(ui.Gap(3), ui.Heading(2, ui.Size3, html.Text("Small and quiet")), small.Node())),
		html.Section(ui.Stack(ui.Gap(3), ui.Heading(2, ui.Size3, html.Text("Without rows")), empty.Node())),
	), nil
}
