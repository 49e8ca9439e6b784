package kintest_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/kintest"
)

// TestStrategiesGiveTheSameGraph draws cases of schema, rows, query and options, and
// compares what each strategy makes of each. KIN_CASES says how many, KIN_SEED where to
// begin: a difference is shown with its seed.
func TestStrategiesGiveTheSameGraph(t *testing.T) {
	cases, first := setting("KIN_CASES", 200), setting("KIN_SEED", 0)
	ran, differences := uint64(0), 0
	kintest.Run(t, func(t *testing.T, e kintest.Engine) {
		c := &comparison{t: t, e: e, planted: map[string]int{}}
		for seed := first; seed < first+cases; seed++ {
			c.run(seed)
		}
		for _, f := range faults {
			if c.planted[f.name] == 0 {
				t.Errorf("no case had room for the planted fault that %s", f.name)
			}
		}
		fmt.Printf("%s: cases %d, differences %d\n", e.Name, cases, c.differences)
		ran, differences = ran+cases, differences+c.differences
	})
	fmt.Printf("cases %d, differences %d\n", ran, differences)
}

// setting is a number from the environment.
func setting(name string, otherwise uint64) uint64 {
	if text := os.Getenv(name); text != "" {
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			panic(fmt.Sprintf("%s=%s is not a number", name, text))
		}
		return n
	}
	return otherwise
}

// A comparison runs cases on one engine.
type comparison struct {
	t           *testing.T
	e           kintest.Engine
	db          *kin.DB
	data        uint64
	world       world
	differences int
	planted     map[string]int
}

// casesOfData is how many cases share one database.
const casesOfData = 8

// run draws the case of a seed and compares strategies.
func (c *comparison) run(seed uint64) {
	c.t.Helper()
	c.fill(seed / casesOfData)
	r := rand.New(rand.NewPCG(seed, 1))
	q := c.world.starts[r.IntN(len(c.world.starts))].question(r)
	warm := r.IntN(2) == 0
	want, err := c.answer(q, uniform(strategies[0]), warm)
	if err != nil {
		c.differ(seed, q, strategies[0], err.Error())
		return
	}
	for _, s := range strategies[1:] {
		c.compare(seed, q, uniform(s), warm, want)
	}
	for n := range uint64(3) {
		c.compare(seed, q, mixed(seed, n+2), warm, want)
	}
	c.plant(want)
}

// fill makes the database of a number, unless it is there.
func (c *comparison) fill(data uint64) {
	c.t.Helper()
	if c.db != nil && c.data == data {
		return
	}
	if c.db != nil {
		c.db.Close()
	}
	r := rand.New(rand.NewPCG(data, 0))
	c.data, c.world = data, worlds[data%uint64(len(worlds))]()
	c.db = c.e.Open(c.t, c.world.models)
	err := c.db.Tx(c.t.Context(), func(_ context.Context, s *kin.Session) error {
		c.world.fill(r, s)
		return nil
	})
	if err != nil {
		c.t.Fatalf("filling %s with the data %d: %v", c.world.name, data, err)
	}
}

// answer asks in a session of its own, which may have some rows already.
func (c *comparison) answer(q question, w way, warm bool) (rows []*found, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	ctx := c.t.Context()
	s := c.db.Session()
	defer s.Close()
	if warm {
		if err := q.warm(ctx, s); err != nil {
			return nil, err
		}
	}
	all, err := q.ask(ctx, s, w)
	if err != nil {
		return nil, err
	}
	return walk{ctx: ctx, way: w}.rows(all, q.picks), nil
}

func (c *comparison) compare(seed uint64, q question, w way, warm bool, want []*found) {
	c.t.Helper()
	got, err := c.answer(q, w, warm)
	if err != nil {
		c.differ(seed, q, w.name, err.Error())
		return
	}
	if d := difference(want, got); d != "" {
		c.differ(seed, q, w.name, d)
	}
}

func (c *comparison) differ(seed uint64, q question, name, how string) {
	c.t.Helper()
	c.differences++
	if c.differences <= 20 {
		c.t.Errorf("KIN_SEED=%d KIN_CASES=1: %s, %s, %s: %s", seed, c.world.name, q.text, name, how)
	}
}

// plant makes the graph wrong in each way it has room for: the comparison must see it.
func (c *comparison) plant(rows []*found) {
	c.t.Helper()
	for _, f := range faults {
		wrong := f.plant(rows)
		if wrong == nil {
			continue
		}
		c.planted[f.name]++
		if difference(rows, wrong) == "" {
			c.t.Errorf("the comparison does not see that %s", f.name)
		}
	}
}
