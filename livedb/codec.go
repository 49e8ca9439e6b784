package livedb

import (
	"encoding/json"
	"fmt"
	"reflect"
	"sync"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/live/graph"
)

// A Codec writes the states of pages that hold models, and reads them again. It is for
// live.Config.Codec.
//
// A row that two fields lead to is one row again. A relationship is what it was: loaded, with nobody or no
// rows, or not loaded. Rows with a key come back as rows that were read and are in no session: a
// session that is given one takes it over and does not insert it. What was changed of a row and not
// saved is a change still: that session saves it, and nothing else. New rows stay new.
//
// Columns with the tag live:"-" are not kept; passwords should have it. Fields whose models have changed
// since they were kept are loaded again.
type Codec struct {
	model       reflect.Type // what rows implement
	restore     func(rows []any) error
	restoreWith func(row any, h kin.History) error
	history     func(row any) kin.History

	specials sync.Map // reflect.Type → chosen
}

// chosen is what writes a type, nil for one that is written by its fields.
type chosen struct{ special graph.Special }

// NewCodec makes a codec for the models of a database.
func NewCodec(db *kin.DB) *Codec {
	return codecOf(db.Restore, db.RestoreWith, kin.HistoryOf)
}

// codecOf knows the interface that rows implement, and has functions that take any of them. M has no name outside
// of kin.
func codecOf[M any](restore func(rows ...M) error, with func(row M, h kin.History) error, history func(row M) kin.History) *Codec {
	return &Codec{
		model: reflect.TypeFor[M](),
		restore: func(rows []any) error {
			list := make([]M, len(rows))
			for i, row := range rows {
				list[i] = row.(M)
			}
			return restore(list...)
		},
		restoreWith: func(row any, h kin.History) error { return with(row.(M), h) },
		history:     func(row any) kin.History { return history(row.(M)) },
	}
}

// Encode implements live.Codec.
func (c *Codec) Encode(fields []graph.Field) ([]byte, error) {
	body, err := graph.Codec{Special: c.special}.Encode(fields)
	if err != nil {
		return nil, err
	}
	kept := envelope{Lineages: make(map[string]uint64, len(fields)), Body: body}
	for _, f := range fields {
		kept.Lineages[f.Name] = lineageOf(f.Value.Type().Elem())
	}
	return graph.Codec{}.Encode(kept.fields())
}

// Aside says whether a state can be emptied and read again without anybody noticing: see graph.Codec.Aside. Rows of a session
// that is open cannot.
func (c *Codec) Aside(groups ...[]graph.Field) ([]reflect.Type, error) {
	return graph.Codec{Special: c.special}.Aside(groups...)
}

// Decode implements live.Codec.
func (c *Codec) Decode(data []byte, fields []graph.Field) (missing []string, err error) {
	var kept envelope
	if others, err := (graph.Codec{}).Decode(data, kept.fields()); err != nil || others != nil {
		return namesOfAll(fields), err // it was written by another codec
	}
	var same []graph.Field
	for _, f := range fields {
		if lineage, ok := kept.Lineages[f.Name]; ok && lineage == lineageOf(f.Value.Type().Elem()) {
			same = append(same, f)
		} else {
			missing = append(missing, f.Name)
		}
	}
	more, err := c.read(kept.Body, same)
	return append(missing, more...), err
}

// read reads fields whose models are as they were, and restores their rows.
func (c *Codec) read(body []byte, fields []graph.Field) (missing []string, err error) {
	var rows gathered
	codec := graph.Codec{Special: func(t reflect.Type) graph.Special {
		special := c.special(t)
		if row, ok := special.(modelRow); ok {
			row.read = &rows
			return row
		}
		return special
	}}
	if missing, err = codec.Decode(body, fields); err != nil {
		return missing, err
	}
	err = c.restore(rows.plain)
	for _, x := range rows.changed {
		if err == nil {
			err = c.restoreWith(x.row, x.history)
		}
	}
	if err != nil {
		err = fmt.Errorf("livedb: the rows of a stored state: %w", err)
	}
	return missing, err
}

// gathered are the rows of a state that were read from the database once.
type gathered struct {
	plain   []any // as they were read
	changed []changedRow
}

type changedRow struct {
	row     any
	history kin.History
}

func namesOfAll(fields []graph.Field) (names []string) {
	for _, f := range fields {
		names = append(names, f.Name)
	}
	return names
}

// An envelope is a state and what its fields' models looked like.
type envelope struct {
	Lineages map[string]uint64
	Body     []byte
}

func (e *envelope) fields() []graph.Field {
	return []graph.Field{{Name: "lineages", Value: reflect.ValueOf(&e.Lineages)}, {Name: "livedb", Value: reflect.ValueOf(&e.Body)}}
}

// special is what writes a type of models, or nil.
func (c *Codec) special(t reflect.Type) graph.Special {
	if known, ok := c.specials.Load(t); ok {
		return known.(chosen).special
	}
	special := c.choose(t)
	c.specials.Store(t, chosen{special})
	return special
}

func (c *Codec) choose(t reflect.Type) graph.Special {
	switch {
	case t.Kind() != reflect.Struct:
		return nil
	case isAnchor(t):
		return anchor{}
	case isOne(t):
		return oneHolder{}
	case isMany(t):
		return manyHolder{}
	case isJSON(t):
		return jsonColumn{}
	case reflect.PointerTo(t).Implements(c.model):
		return modelRow{fields: keptFields(t), hidden: hiddenFields(t), keys: keysOf(t), history: c.history}
	}
	return nil
}

// An anchor is kin.Model, which has a key, or kin.Entity, which has none of its own.
type anchor struct{}

// Encode implements graph.Special.
func (anchor) Encode(e *graph.Encoder, v reflect.Value) error {
	if id := v.FieldByName("ID"); id.IsValid() {
		e.Int(id.Int())
	}
	return nil
}

// Decode implements graph.Special.
func (anchor) Decode(d *graph.Decoder, v reflect.Value) error {
	if id := v.FieldByName("ID"); id.IsValid() {
		id.SetInt(d.Int())
	}
	return nil
}

// keysOf are the fields of a model that are its key: one without any was never in the database.
func keysOf(t reflect.Type) (keys [][]int) {
	for i := range t.NumField() {
		f := t.Field(i)
		switch {
		case f.Anonymous && isAnchor(f.Type):
			if id, has := f.Type.FieldByName("ID"); has {
				keys = append(keys, append([]int{i}, id.Index...))
			}
		case f.Anonymous && f.Type.Kind() == reflect.Struct:
			for _, key := range keysOf(f.Type) {
				keys = append(keys, append([]int{i}, key...))
			}
		case hasWord(f.Tag.Get("kin"), "pk"):
			keys = append(keys, []int{i})
		}
	}
	return keys
}

// What a holder's bytes begin with.
const (
	notLoaded = iota
	loaded
)

// A oneHolder is a kin.One: not loaded, or the row, which may be nobody.
type oneHolder struct{}

// Encode implements graph.Special.
func (oneHolder) Encode(e *graph.Encoder, v reflect.Value) error {
	value, ok := heldBy(v)
	if !ok {
		e.Uint(notLoaded)
		return nil
	}
	e.Uint(loaded)
	return e.Value(value)
}

// Decode implements graph.Special.
func (oneHolder) Decode(d *graph.Decoder, v reflect.Value) error {
	if d.Uint() == notLoaded {
		return nil
	}
	row := reflect.New(held(v.Type())).Elem()
	if err := d.Value(row); err != nil {
		return err
	}
	v.Addr().Method(methodsOf(v.Type()).set).Call([]reflect.Value{row})
	return nil
}

// A manyHolder is a kin.Many: not loaded, or the rows.
type manyHolder struct{}

// Encode implements graph.Special.
func (manyHolder) Encode(e *graph.Encoder, v reflect.Value) error { return oneHolder{}.Encode(e, v) }

// Decode implements graph.Special.
func (manyHolder) Decode(d *graph.Decoder, v reflect.Value) error {
	if d.Uint() == notLoaded {
		return nil
	}
	rows := reflect.New(held(v.Type())).Elem()
	if err := d.Value(rows); err != nil {
		return err
	}
	v.Addr().Method(methodsOf(v.Type()).set).CallSlice([]reflect.Value{rows})
	return nil
}

// heldBy is what a holder holds, if it is loaded.
func heldBy(holder reflect.Value) (reflect.Value, bool) {
	if !holder.CanAddr() {
		holder = copyOf(holder)
	}
	h := holder.Addr()
	if !h.Interface().(interface{ Loaded() bool }).Loaded() {
		return reflect.Value{}, false
	}
	return h.Method(methodsOf(holder.Type()).get).Call(nil)[0], true
}

// A jsonColumn is a kin.JSON, which may hold what has no other form.
type jsonColumn struct{}

// Encode implements graph.Special.
func (jsonColumn) Encode(e *graph.Encoder, v reflect.Value) error {
	text, err := json.Marshal(v.Interface())
	e.Bytes(text)
	return err
}

// Decode implements graph.Special.
func (jsonColumn) Decode(d *graph.Decoder, v reflect.Value) error {
	return json.Unmarshal(d.Bytes(), v.Addr().Interface())
}

func copyOf(v reflect.Value) reflect.Value {
	c := reflect.New(v.Type()).Elem()
	c.Set(v)
	return c
}
