package postgres

import (
	"fmt"
	"testing"

	"github.com/kin-go/kin/internal/seam"
)

func TestAPlanIsReadAsStepsWithoutValues(t *testing.T) {
	plan := `Hash Join  (cost=1.07..2.17 rows=3 width=80)
  Hash Cond: (p.user_id = u.id)
  InitPlan 1 (returns $0)
    ->  Parallel Seq Scan on "it's" "O""Neil"  (cost=0.00..1.00 rows=1 width=8)
          Filter: ((n > 4711) AND (body = 'it''s: se
cret 4711'::text) AND ("a 'b" = ANY ('{1,2}'::bigint[])) AND (x2 = 1.5))
  ->  Index Only Scan Backward using ix_post on post p  (cost=0.15..8.17 rows=1 width=40)
        Index Cond: (id = 7)
  ->  Hash  (cost=1.03..1.03 rows=3 width=40)
        ->  Bitmap Heap Scan on "user" u  (cost=0.00..1.03 rows=3 width=40)
              Recheck Cond: (id = $0)
              ->  Bitmap Index Scan on user_pkey  (cost=0.00..1.03 rows=3 width=0)
  ->  Function Scan on unnest keys  (cost=0.00..0.03 rows=3 width=8)
  ->  Gather  (cost=0.00..0.03 rows=3 width=8)
        Workers Planned: 2`
	want := []seam.Step{
		{Text: "Hash Join  (cost=1.07..2.17 rows=3 width=80)"},
		{Depth: 1, Text: "Hash Cond: (p.user_id = u.id)"},
		{Depth: 1, Text: "InitPlan 1 (returns $0)"},
		{Depth: 2, Text: `Parallel Seq Scan on "it's" "O""Neil"  (cost=0.00..1.00 rows=1 width=8)`, Table: `O"Neil`, FullScan: true},
		{Depth: 3, Text: `Filter: ((n > ?) AND (body = ?::text) AND ("a 'b" = ANY (?::bigint[])) AND (x2 = ?))`},
		{Depth: 1, Text: "Index Only Scan Backward using ix_post on post p  (cost=0.15..8.17 rows=1 width=40)", Table: "p", Index: "ix_post"},
		{Depth: 2, Text: "Index Cond: (id = ?)"},
		{Depth: 1, Text: "Hash  (cost=1.03..1.03 rows=3 width=40)"},
		{Depth: 2, Text: `Bitmap Heap Scan on "user" u  (cost=0.00..1.03 rows=3 width=40)`, Table: "u"},
		{Depth: 3, Text: "Recheck Cond: (id = $0)"},
		{Depth: 3, Text: "Bitmap Index Scan on user_pkey  (cost=0.00..1.03 rows=3 width=0)", Index: "user_pkey"},
		{Depth: 1, Text: "Function Scan on unnest keys  (cost=0.00..0.03 rows=3 width=8)"},
		{Depth: 1, Text: "Gather  (cost=0.00..0.03 rows=3 width=8)"},
		{Depth: 2, Text: "Workers Planned: 2"},
	}
	if got := stepsOf(plan); fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
		for i := range max(len(got), len(want)) {
			if i < len(got) && i < len(want) && got[i] == want[i] {
				continue
			}
			t.Errorf("%d: got %#v", i, got[min(i, len(got)-1)])
		}
	}
}
