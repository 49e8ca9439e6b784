package mapping

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/kin-go/kin/schema"
)

// foreignKeys finds the keys of a table: a column with foreign_key= is one, columns that
// point at all columns of one composite key are one together.
func (b *builder) foreignKeys(m *Mapping) {
	var groups []*foreignKey
	for _, c := range m.Columns {
		if c.foreign == "" {
			continue
		}
		target, remote := b.referenced(m, c)
		if remote == nil {
			continue
		}
		groups = joinKey(groups, c, target, remote)
	}
	for _, f := range groups {
		if len(f.columns) > 1 || b.isUnique(f.target, f.remote) {
			m.foreign = append(m.foreign, f)
			continue
		}
		c := f.columns[0]
		b.mistake(m.Name, c.GoName, fmt.Sprintf("point at the key of %s, or tag %s.%s unique", f.target.Name, f.target.Name, f.remote[0].GoName),
			"foreign_key=%s points at a column that is neither the key nor unique", c.foreign)
	}
}

// referenced resolves table.column and compares the types.
func (b *builder) referenced(m *Mapping, c *Column) (*Mapping, *Column) {
	table, column, ok := strings.Cut(c.foreign, ".")
	target := b.byTable[table]
	switch {
	case !ok:
		b.mistake(m.Name, c.GoName, "write foreign_key=table.column", "foreign_key=%s does not name a table and a column", c.foreign)
		return nil, nil
	case target == nil:
		b.mistake(m.Name, c.GoName, "name a table that a kin.Table of this database has: "+b.tableNames(), "foreign_key=%s names the table %q, which no struct maps", c.foreign, table)
		return nil, nil
	}
	remote := target.Column(column)
	if remote == nil {
		b.mistake(m.Name, c.GoName, "name one of its columns: "+strings.Join(columnNames(target), ", "), "foreign_key=%s names the column %q, which the table of %s does not have", c.foreign, column, target.Name)
		return nil, nil
	}
	if !sameType(c.Type, remote.Type) {
		b.mistake(m.Name, c.GoName, fmt.Sprintf("make the field %s or a pointer to it", remote.GoType), "foreign_key=%s has the type %s, but %s.%s is %s", c.foreign, c.GoType, target.Name, remote.GoName, remote.GoType)
	}
	return target, remote
}

func sameType(a, b schema.Type) bool {
	return a.Kind == b.Kind && a.Bits == b.Bits && a.Unsigned == b.Unsigned
}

func (b *builder) tableNames() string {
	names := make([]string, 0, len(b.byTable))
	for n := range b.byTable {
		names = append(names, n)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

func columnNames(m *Mapping) []string { return Columns(m.Columns).Names() }

// joinKey adds a column to the open composite key it completes, or begins a new key.
func joinKey(groups []*foreignKey, c *Column, target *Mapping, remote *Column) []*foreignKey {
	composite := len(target.Key) > 1 && slices.Contains(target.Key, remote)
	for _, g := range groups {
		if composite && g.target == target && len(g.columns) < len(target.Key) && !slices.Contains(g.remote, remote) {
			g.columns, g.remote = append(g.columns, c), append(g.remote, remote)
			if c.action != schema.NoAction {
				g.action = c.action
			}
			return groups
		}
	}
	return append(groups, &foreignKey{columns: Columns{c}, remote: Columns{remote}, target: target, action: c.action})
}

func (b *builder) isUnique(m *Mapping, cs Columns) bool {
	if len(cs) == 1 && cs[0].unique {
		return true
	}
	return len(cs) == len(m.Key) && !slices.ContainsFunc(cs, func(c *Column) bool { return !slices.Contains(m.Key, c) })
}

// relate finds the direction and the columns of each relationship: first those that need
// no hint, then those whose other end gives it, then ends are paired.
func (b *builder) relate() {
	var all []*Relationship
	for _, m := range b.registry.Mappings {
		all = append(all, m.Relationships...)
	}
	for _, r := range all {
		b.pair(r)
	}
	for _, r := range all {
		b.direct(r)
	}
	for _, r := range all {
		b.checkPair(r)
		b.order(r)
	}
}

// pair finds the other end that back_populates names.
func (b *builder) pair(r *Relationship) {
	name := r.tag.get("back_populates")
	if name == "" {
		if r.tag.has("back_populates") {
			b.mistake(r.Owner.Name, r.Name, "name the field at the other end, as in back_populates=Posts", "back_populates names no field")
		}
		return
	}
	other := r.Target.Relationship(name)
	if other == nil {
		remedy := "declare it there, or name one of its relationships: " + strings.Join(relationshipNames(r.Target), ", ")
		if r.Target.ByGoName(name) != nil {
			remedy = "name a kin.One or kin.Many, not a column"
		}
		b.mistake(r.Owner.Name, r.Name, remedy, "back_populates=%s names a field that %s does not have as a relationship", name, r.Target.Name)
		return
	}
	switch back := other.tag.get("back_populates"); {
	case other.Target != r.Owner:
		b.mistake(r.Owner.Name, r.Name, "name a relationship of "+r.Target.Name+" that leads to "+r.Owner.Name, "back_populates=%s leads to %s, not back to %s", name, other.Target.Name, r.Owner.Name)
	case back == "":
		b.mistake(r.Owner.Name, r.Name, fmt.Sprintf("add back_populates=%s to %s.%s", r.Name, r.Target.Name, name), "back_populates=%s is one-sided: %s.%s does not name it back", name, r.Target.Name, name)
	case back != r.Name:
		b.mistake(r.Owner.Name, r.Name, fmt.Sprintf("make %s.%s say back_populates=%s, or name another", r.Target.Name, name, r.Name), "the pair does not point at each other: %s.%s says back_populates=%s", r.Target.Name, name, back)
	default:
		r.Inverse = other
	}
}

func relationshipNames(m *Mapping) []string {
	out := make([]string, len(m.Relationships))
	for i, r := range m.Relationships {
		out[i] = r.Name
	}
	return out
}

// direct finds where the key is. The direction follows from that alone.
func (b *builder) direct(r *Relationship) {
	if r.tag.has("secondary") {
		b.secondary(r)
		return
	}
	here, there := keysTo(r.Owner, r.Target), keysTo(r.Target, r.Owner)
	if r.Many {
		here = nil
	} else if r.SelfReferential() {
		here, there = selfKeys(r, here)
	}
	fields := r.keyFields()
	here, there = named(here, fields), named(there, fields)
	if len(here) > 0 && len(there) > 0 && !r.Many {
		here, there = r.chooseEnd(here, there)
	}
	b.choose(r, here, there, fields)
}

// keyFields are the Go fields that hold the key: of this tag, or of the other end's.
func (r *Relationship) keyFields() []string {
	if fs := r.tag.list("foreign_key"); len(fs) > 0 {
		return fs
	}
	if r.Inverse != nil {
		return r.Inverse.tag.list("foreign_key")
	}
	return nil
}

// keysTo are the keys of one table that point at another.
func keysTo(from, to *Mapping) []*foreignKey {
	var out []*foreignKey
	for _, f := range from.foreign {
		if f.target == to {
			out = append(out, f)
		}
	}
	return out
}

// selfKeys splits the keys of a table that points at itself: a kin.One holds the key, but
// for the untagged end of a one-to-one.
func selfKeys(r *Relationship, keys []*foreignKey) (here, there []*foreignKey) {
	if r.Inverse != nil && !r.Inverse.Many && !r.tag.has("foreign_key") && r.Inverse.tag.has("foreign_key") {
		return nil, keys
	}
	return keys, nil
}

// named keeps the keys made of these fields.
func named(keys []*foreignKey, fields []string) []*foreignKey {
	if len(fields) == 0 {
		return keys
	}
	var out []*foreignKey
	for _, k := range keys {
		if slices.EqualFunc(k.columns, fields, func(c *Column, f string) bool { return c.GoName == f }) {
			out = append(out, k)
		}
	}
	return out
}

// chooseEnd decides for a kin.One between two tables that point at each other: the other end
// tells, else the key of this table is meant.
func (r *Relationship) chooseEnd(here, there []*foreignKey) ([]*foreignKey, []*foreignKey) {
	if r.Inverse != nil && r.Inverse.Many {
		return here, nil
	}
	if len(r.keyFields()) > 0 {
		return here, there
	}
	return here, nil
}

// choose takes the one key that is left, or says why there is none.
func (b *builder) choose(r *Relationship, here, there []*foreignKey, fields []string) {
	all := append(slices.Clone(here), there...)
	switch {
	case len(all) == 0 && len(fields) > 0:
		b.mistake(r.Owner.Name, r.Name, "name the Go fields of one foreign key, in its order", "foreign_key=%s is no key between %s and %s", strings.Join(fields, ","), r.Owner.Name, r.Target.Name)
	case len(all) == 0:
		b.mistake(r.Owner.Name, r.Name, b.keyRemedy(r), "there is no foreign key between %s and %s", r.Owner.Name, r.Target.Name)
	case len(all) > 1:
		b.mistake(r.Owner.Name, r.Name, "name the one that is meant, as in foreign_key="+goNames(all[0].columns), "there are several foreign keys between %s and %s: %s", r.Owner.Name, r.Target.Name, keyNames(all))
	case len(here) == 1:
		r.Direction, r.key, r.Local, r.Remote = ManyToOne, here[0], here[0].columns, here[0].remote
	default:
		r.Direction, r.key, r.Local, r.Remote = OneToMany, there[0], there[0].remote, there[0].columns
	}
}

func (b *builder) keyRemedy(r *Relationship) string {
	holder, other := r.Owner, r.Target
	if r.Many {
		holder, other = r.Target, r.Owner
	}
	key := "id"
	if len(other.Key) > 0 {
		key = other.Key[0].Name
	}
	remedy := fmt.Sprintf("add a field to %s with kin:\"foreign_key=%s.%s\"", holder.Name, other.Table.Name, key)
	if r.Many {
		remedy += ", or secondary=table(…) for many-to-many"
	}
	return remedy
}

func goNames(cs Columns) string {
	names := make([]string, len(cs))
	for i, c := range cs {
		names[i] = c.GoName
	}
	return strings.Join(names, ",")
}

func keyNames(keys []*foreignKey) string {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = k.columns[0].Mapping.Name + "." + goNames(k.columns)
	}
	return strings.Join(names, ", ")
}

var secondaryForm = regexp.MustCompile(`^([^()\s]+)(?:\(([^()]*)\))?$`)

// secondary makes a many-to-many and its link table.
func (b *builder) secondary(r *Relationship) {
	parts := secondaryForm.FindStringSubmatch(r.tag.get("secondary"))
	if !r.Many || parts == nil || len(r.Owner.Key) == 0 || len(r.Target.Key) == 0 {
		b.mistake(r.Owner.Name, r.Name, "write secondary=table(own_column,other_column) on a kin.Many", "secondary=%s is no link table", r.tag.get("secondary"))
		return
	}
	own, other, ok := linkColumns(r, parts[2])
	if !ok {
		b.mistake(r.Owner.Name, r.Name, fmt.Sprintf("write secondary=%s(%d columns for %s, then %d for %s)", parts[1], len(r.Owner.Key), r.Owner.Name, len(r.Target.Key), r.Target.Name),
			"secondary=%s does not say which columns hold which key", r.tag.get("secondary"))
		return
	}
	r.Direction, r.Local, r.Remote = ManyToMany, r.Owner.Key, r.Target.Key
	r.Link = &Link{Owner: own, Target: other}
	if m := b.byTable[parts[1]]; m != nil {
		b.mappedLink(r, m)
		return
	}
	r.Link.Table = b.linkTable(r, parts[1])
}

// mappedLink uses a table that a struct maps.
func (b *builder) mappedLink(r *Relationship, m *Mapping) {
	r.Link.Table, r.Link.Mapped = m.Table, m
	for _, name := range append(slices.Clone(r.Link.Owner), r.Link.Target...) {
		if m.Column(name) == nil {
			b.mistake(r.Owner.Name, r.Name, "name its columns: "+strings.Join(columnNames(m), ", "), "secondary names the column %q, which the table %q of %s does not have", name, m.Table.Name, m.Name)
		}
	}
}

// linkColumns splits the columns of secondary= between the two ends; the defaults are
// <owner>_id and <target>_id.
func linkColumns(r *Relationship, list string) (own, other []string, ok bool) {
	if strings.TrimSpace(list) == "" {
		if r.SelfReferential() || len(r.Owner.Key) != 1 || len(r.Target.Key) != 1 {
			return nil, nil, false
		}
		return []string{snake(r.Owner.Name) + "_id"}, []string{snake(r.Target.Name) + "_id"}, true
	}
	var names []string
	for n := range strings.SplitSeq(list, ",") {
		names = append(names, strings.TrimSpace(n))
	}
	n := len(r.Owner.Key)
	if len(names) != n+len(r.Target.Key) || slices.Contains(names, "") {
		return nil, nil, false
	}
	return names[:n], names[n:], true
}

// linkTable makes the table that no struct maps, once for both ends.
func (b *builder) linkTable(r *Relationship, name string) *schema.Table {
	for _, t := range b.registry.Links {
		if t.Name == name {
			return t
		}
	}
	t := &schema.Table{Name: name}
	for i, n := range r.Link.Owner {
		t.Columns = append(t.Columns, &schema.Column{Name: n, Type: r.Owner.Key[i].Type})
	}
	for i, n := range r.Link.Target {
		t.Columns = append(t.Columns, &schema.Column{Name: n, Type: r.Target.Key[i].Type})
	}
	t.PrimaryKey = append(slices.Clone(r.Link.Owner), r.Link.Target...)
	t.ForeignKeys = []schema.ForeignKey{
		{Columns: r.Link.Owner, Table: r.Owner.Table.Name, References: r.Owner.Key.Names()},
		{Columns: r.Link.Target, Table: r.Target.Table.Name, References: r.Target.Key.Names()},
	}
	b.registry.Links = append(b.registry.Links, t)
	return t
}

// checkPair checks what can only be seen when both ends have a direction.
func (b *builder) checkPair(r *Relationship) {
	o := r.Inverse
	if o == nil || r.Direction == nil || o.Direction == nil {
		return
	}
	same := r.IsManyToMany() == o.IsManyToMany() && (r.IsManyToMany() || r.Direction != o.Direction)
	if !same {
		b.mistake(r.Owner.Name, r.Name, "one end holds the key and the other does not, or both have secondary=", "%s and %s are both %s", r, o, r.Direction)
		return
	}
	if r.IsManyToMany() {
		if r.Link.Table.Name != o.Link.Table.Name || !slices.Equal(r.Link.Owner, o.Link.Target) || !slices.Equal(r.Link.Target, o.Link.Owner) {
			b.mistake(r.Owner.Name, r.Name, fmt.Sprintf("write secondary=%s(%s) on %s", o.Link.Table.Name, strings.Join(append(slices.Clone(o.Link.Target), o.Link.Owner...), ","), r),
				"%s and %s do not go through the same link table and columns", r, o)
		}
		return
	}
	if r.key != o.key {
		b.mistake(r.Owner.Name, r.Name, "make both name the same key with foreign_key=", "%s and %s use different keys: %s and %s", r, o, keyNames([]*foreignKey{r.key}), keyNames([]*foreignKey{o.key}))
	}
}

// order resolves order_by.
func (b *builder) order(r *Relationship) {
	for _, term := range r.tag.list("order_by") {
		name, rest, _ := strings.Cut(term, " ")
		c := r.Target.Column(name)
		if c == nil {
			c = r.Target.ByGoName(name)
		}
		rest = strings.ToLower(strings.TrimSpace(rest))
		if c == nil || rest != "" && rest != "desc" && rest != "asc" {
			b.mistake(r.Owner.Name, r.Name, "write a column of "+r.Target.Table.Name+", with desc behind it or not: "+strings.Join(columnNames(r.Target), ", "), "order_by=%s is no order", term)
			continue
		}
		r.OrderBy = append(r.OrderBy, OrderTerm{c, rest == "desc"})
	}
}
