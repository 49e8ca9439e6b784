package livedb

import "testing"

func TestAStatementHasALineForEachClause(t *testing.T) {
	sql := `SELECT "a FROM b", ' WHERE ' FROM "t" LEFT JOIN "u" ON 1 = 1 WHERE "x" IN (SELECT 1 FROM "y") ORDER BY 1 LIMIT 2`
	want := `SELECT "a FROM b", ' WHERE '
FROM "t"
LEFT JOIN "u" ON 1 = 1
WHERE "x" IN (SELECT 1 FROM "y")
ORDER BY 1
LIMIT 2`
	if got := lined(sql); got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestAFunctionIsNamedAsInItsPackage(t *testing.T) {
	for function, want := range map[string]string{
		"main.(*Feed).Flag":                          "Feed.Flag",
		"example.com/blog/pages.(*Feed).Show.func1":  "Feed.Show.func1",
		"example.com/v2.x/pages.sort[...]":           "sort",
		"example.com/blog/pages.(*Table[...]).Order": "Table.Order",
	} {
		if got := shortName(function); got != want {
			t.Errorf("%s: %s", function, got)
		}
	}
}
