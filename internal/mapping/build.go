package mapping

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unsafe"

	"github.com/kin-go/kin/schema"
)

// builder makes a registry of declarations, gathering every mistake on its way.
type builder struct {
	registry *Registry
	mistakes Mistakes
	byTable  map[string]*Mapping
}

// Build maps the declared types and all types they reach. It returns every mistake
// at once, as Mistakes.
func Build(ds []*Declared) (*Registry, error) {
	b := &builder{registry: &Registry{byType: map[reflect.Type]*Mapping{}}, byTable: map[string]*Mapping{}}
	for _, d := range ds {
		b.reach(d)
	}
	for _, m := range b.registry.Mappings {
		b.tables(m)
	}
	for _, m := range b.registry.Mappings {
		b.foreignKeys(m)
	}
	b.relate()
	for _, m := range b.registry.Mappings {
		b.finish(m)
	}
	if len(b.mistakes) > 0 {
		return nil, b.sorted()
	}
	return b.registry, nil
}

// reach maps one type and what its relationships lead to.
func (b *builder) reach(d *Declared) *Mapping {
	if m := b.registry.byType[d.Type]; m != nil {
		return m
	}
	m := &Mapping{ID: len(b.registry.Mappings), Name: d.Type.Name(), Type: d.Type, Prototype: d.Prototype, declared: d}
	m.Table = &schema.Table{Name: snake(d.Type.Name())}
	b.registry.byType[d.Type] = m
	b.registry.Mappings = append(b.registry.Mappings, m)
	if !d.model {
		b.mistake(m.Name, "", "embed kin.Model, or kin.Entity[K] for a key of your own", "the struct is not a model")
		return m
	}
	model := reflect.NewAt(d.Type, d.Prototype).Interface().(Model)
	m.anchorOffset = uintptr(unsafe.Pointer(model.modelAnchor())) - uintptr(d.Prototype)
	m.keyType = model.(interface{ keyGoType() reflect.Type }).keyGoType()
	m.byOffset = make([]*Relationship, (d.Type.Size()+7)/8)
	b.fields(m, d.Type, 0, "", "")
	return m
}

func (k *Keyed[K]) keyGoType() reflect.Type { return reflect.TypeFor[K]() }

// fields maps the fields of the struct, and of structs embedded in it.
func (b *builder) fields(m *Mapping, t reflect.Type, base uintptr, goPrefix, prefix string) {
	for f := range t.Fields() {
		words := parseTag(f.Tag.Get("kin"))
		name := goPrefix + f.Name
		switch {
		case words.has("-"):
		case reflect.PointerTo(f.Type).Implements(holderType):
			b.relationship(m, f, base, name, words)
		case f.Anonymous && f.Type.Kind() == reflect.Struct && !isColumn(f.Type):
			b.mixin(m, f, base, goPrefix, prefix, words)
		case words.has("embed") && f.Type.Kind() == reflect.Struct:
			b.words(m, name, words, columnWords)
			b.fields(m, f.Type, base+f.Offset, name+".", prefix+words.get("embed"))
		case !f.IsExported():
			if len(words) > 0 {
				b.mistake(m.Name, name, "begin its name with a capital letter, or remove the tag", "an unexported field cannot be a column")
			}
		default:
			b.column(m, f, base, name, prefix, words)
		}
	}
}

func isColumn(t reflect.Type) bool {
	_, err := codecFor(t)
	return err == nil
}

// mixin maps an embedded struct as if its fields stood in the outer one. The table's name
// stands on the embedded kin.Model or kin.Entity.
func (b *builder) mixin(m *Mapping, f reflect.StructField, base uintptr, goPrefix, prefix string, words tag) {
	b.words(m, f.Name, words, modelWords)
	if name := words.get("table"); name != "" {
		m.Table.Name = name
	}
	b.fields(m, f.Type, base+f.Offset, goPrefix, prefix)
}

func (b *builder) words(m *Mapping, field string, words tag, known []string) bool {
	fault := words.unknown(known)
	if fault == "" {
		return true
	}
	b.mistake(m.Name, field, "write one of "+strings.Join(known, ", ")+", separated by semicolons", "%s", fault)
	return false
}

// column maps one field to one column.
func (b *builder) column(m *Mapping, f reflect.StructField, base uintptr, name, prefix string, words tag) {
	if !b.words(m, name, words, columnWords) {
		return
	}
	codec, err := codecFor(f.Type)
	if err != nil {
		b.mistake(m.Name, name, `use a type with sql.Scanner and driver.Valuer, kin.JSON[T], kin.One or kin.Many, or leave the field out with kin:"-"`, "%v", err)
		return
	}
	c := &Column{Column: &schema.Column{Name: prefix + snake(f.Name), Type: codec.kind, Nullable: codec.nullable}, Mapping: m, GoName: name, Offset: base + f.Offset, GoType: f.Type, codec: codec}
	c.Index = len(m.Columns)
	b.columnWords(m, c, words)
	if other := m.Column(c.Name); other != nil {
		b.mistake(m.Name, name, "give one of them another name with column=", "the column %q is the column of %s already", c.Name, other.GoName)
		return
	}
	m.Columns = append(m.Columns, c)
	m.Table.Columns = append(m.Table.Columns, c.Column)
	if c.IsKey {
		m.Key = append(m.Key, c)
		m.Table.PrimaryKey = append(m.Table.PrimaryKey, c.Name)
	}
	if codec.deep {
		m.deep = append(m.deep, c)
	}
}

// columnWords applies the words of a column's tag.
func (b *builder) columnWords(m *Mapping, c *Column, words tag) {
	if n := words.get("column"); n != "" {
		c.Name = n
	}
	c.IsKey = words.has("pk")
	c.foreign = words.get("foreign_key")
	c.unique, c.index = words.has("unique"), words.has("index")
	c.Created, c.Updated, c.Version = words.has("created"), words.has("updated"), words.has("version")
	c.Default, c.Type.Spelled = words.get("default"), words.get("type")
	if words.has("size") {
		n, err := strconv.Atoi(words.get("size"))
		if err != nil || n < 1 {
			b.mistake(m.Name, c.GoName, "write the greatest length, as in size=80", "size=%s is not a length", words.get("size"))
		}
		c.Type.Size = n
	}
	if (c.Created || c.Updated) && c.Type.Kind != schema.Time {
		b.mistake(m.Name, c.GoName, "make the field a time.Time", "created and updated are times, the field is %s", c.GoType)
	}
	if c.Version && c.codec.integer == nil {
		b.mistake(m.Name, c.GoName, "make the field an int64", "version is a counter, the field is %s", c.GoType)
	}
	b.action(m, c, words)
}

func (b *builder) action(m *Mapping, c *Column, words tag) {
	c.action = schema.Action(words.get("on_delete"))
	known := []schema.Action{schema.NoAction, schema.Cascade, schema.Restrict, schema.SetNull}
	if !slices.Contains(known, c.action) {
		b.mistake(m.Name, c.GoName, "write on_delete=cascade, restrict or set_null", "unknown on_delete=%s", c.action)
	}
	if c.action != schema.NoAction && c.foreign == "" {
		b.mistake(m.Name, c.GoName, "add foreign_key=table.column", "on_delete stands on a column that is no foreign key")
	}
	if c.action == schema.SetNull && !c.Nullable {
		b.mistake(m.Name, c.GoName, fmt.Sprintf("make the field *%s or sql.Null[%s], or choose another on_delete", c.GoType, c.GoType), "on_delete=set_null on a column that is NOT NULL")
	}
}

// relationship maps one holder; what it leads to is found later, when all tables are
// known.
func (b *builder) relationship(m *Mapping, f reflect.StructField, base uintptr, name string, words tag) {
	owner, target, many := reflect.New(f.Type).Interface().(holder).ends()
	kind := "kin.One"
	if many {
		kind = "kin.Many"
	}
	if owner.Type != m.Type {
		b.mistake(m.Name, name, fmt.Sprintf("write %s[%s, %s]", kind, m.Name, target.Type.Name()), "the relationship's owner is %s, but it stands in %s", owner.Type.Name(), m.Name)
		return
	}
	if !b.words(m, name, words, relationshipWords) {
		return
	}
	r := &Relationship{Name: name, Owner: m, Target: b.reach(target), Offset: base + f.Offset, Many: many, tag: words, Slot: len(m.Relationships), target: target}
	if r.Slot == maxRelationships {
		b.mistake(m.Name, name, "split the struct", "a model can have at most %d relationships", maxRelationships)
		return
	}
	m.Relationships = append(m.Relationships, r)
	m.byOffset[r.Offset>>3] = r
	b.relationshipWords(r)
}

// relationshipWords applies the words that need no other mapping.
func (b *builder) relationshipWords(r *Relationship) {
	words := r.tag
	r.Strategy = words.get("lazy")
	if r.Strategy == "" {
		r.Strategy = "select"
	}
	if !slices.Contains(strategies, r.Strategy) {
		b.mistake(r.Owner.Name, r.Name, "write lazy= with one of "+strings.Join(strategies, ", "), "unknown strategy lazy=%s", r.Strategy)
	}
	if r.WriteOnly() && !r.Many {
		b.mistake(r.Owner.Name, r.Name, "use another strategy, or kin.Many", "lazy=write_only is for collections, this is a kin.One")
	}
	r.ViewOnly, r.PassiveDeletes = words.has("viewonly"), words.has("passive_deletes")
	var bad []string
	if r.Cascade, bad = parseCascade(words); len(bad) > 0 {
		b.mistake(r.Owner.Name, r.Name, "write save-update, delete, delete-orphan, merge, detach, all or none", "unknown cascade %s", strings.Join(bad, ", "))
	}
	if r.Cascade.Has(DeleteOrphan) && !r.Cascade.Has(DeleteCascade) {
		b.mistake(r.Owner.Name, r.Name, "write cascade=all,delete-orphan", "cascade=delete-orphan without delete: a row taken out would be deleted, a row left behind would not")
	}
	if words.has("join_depth") {
		n, err := strconv.Atoi(words.get("join_depth"))
		if err != nil || n == 0 || n < -1 {
			b.mistake(r.Owner.Name, r.Name, "write a number of levels, or -1 for all", "join_depth=%s is no depth", words.get("join_depth"))
		}
		r.JoinDepth = n
	}
}

// tables checks what concerns one table alone.
func (b *builder) tables(m *Mapping) {
	if other := b.byTable[m.Table.Name]; other != nil {
		b.mistake(m.Name, "", `name one with kin:"table=…" on its kin.Model, or open the database with kin.Models(…)`, "the table %q is the table of %s already", m.Table.Name, other.Type)
		return
	}
	b.byTable[m.Table.Name] = m
	if !m.declared.model {
		return
	}
	if len(m.Key) == 0 {
		b.mistake(m.Name, "", `embed kin.Model, or tag the key's fields kin:"pk"`, "the model has no primary key")
		return
	}
	b.keyType(m)
	for _, c := range m.Columns {
		if c.unique || c.index {
			m.Table.Indexes = append(m.Table.Indexes, schema.Index{Columns: []string{c.Name}, Unique: c.unique})
		}
	}
	if len(m.Key) == 1 && m.Key[0].codec.integer != nil && m.Key[0].foreign == "" && m.Key[0].Default == "" && !m.Key[0].Nullable {
		m.Key[0].Generated = true
	}
}

// keyType checks that the key's type is what kin.Entity says.
func (b *builder) keyType(m *Mapping) {
	if len(m.Key) == 1 && m.Key[0].GoType == m.keyType {
		return
	}
	if m.keyType.Kind() == reflect.Struct && m.keyType.NumField() == len(m.Key) {
		same := true
		for i, c := range m.Key {
			f := m.keyType.Field(i)
			same = same && f.Name == c.GoName && f.Type == c.GoType && f.IsExported()
		}
		if same {
			return
		}
	}
	want := make([]string, len(m.Key))
	for i, c := range m.Key {
		want[i] = c.GoName + " " + c.GoType.String()
	}
	b.mistake(m.Name, "", "give kin.Entity that type: the field's own for one, a struct with these fields in this order for several", "the key's type is %s, but the fields tagged pk are %s", m.keyType, strings.Join(want, ", "))
}

// finish makes what is only looked up later.
func (b *builder) finish(m *Mapping) {
	for _, f := range m.foreign {
		m.Table.ForeignKeys = append(m.Table.ForeignKeys, schema.ForeignKey{
			Columns: f.columns.Names(), Table: f.target.Table.Name, References: f.remote.Names(), OnDelete: f.action,
		})
	}
	for _, r := range m.Relationships {
		if r.Direction == nil {
			continue
		}
		if !r.IsManyToOne() && !r.ViewOnly {
			m.Dependents = append(m.Dependents, r)
		}
	}
}
