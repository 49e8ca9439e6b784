package kintest_test

import (
	"math/rand/v2"

	"github.com/kin-go/kin"
)

// A world is a schema with random rows, and where questions may begin.
type world struct {
	name   string
	models kin.Setting
	fill   func(r *rand.Rand, s *kin.Session)
	starts []start
}

var worlds = []func() world{press, forest, depotsAndDrivers, vaultAndBoxes}

func press() world {
	a := &entity[author]{
		all: kin.Select(authors), key: []kin.Ordering{kin.Asc(&authors.ID)}, wheres: wheresOfAuthor,
		orders: []kin.Ordering{kin.Asc(&authors.Name), kin.Desc(&authors.Rank)},
	}
	w := &entity[article]{
		all: kin.Select(articles), key: []kin.Ordering{kin.Asc(&articles.ID)}, wheres: wheresOfArticle,
		orders: []kin.Ordering{kin.Desc(&articles.Title), kin.Asc(&articles.AuthorID)},
	}
	t := &entity[topic]{
		all: kin.Select(topics), key: []kin.Ordering{kin.Desc(&topics.ID)},
		wheres: func(r *rand.Rand) kin.Condition { return kin.Ne(&topics.Label, word(r)) },
		orders: []kin.Ordering{kin.Asc(&topics.Label)},
	}
	p := &entity[profile]{
		all: kin.Select(profiles), key: []kin.Ordering{kin.Asc(&profiles.ID)},
		wheres: func(r *rand.Rand) kin.Condition { return kin.Le(&profiles.Bio, word(r)) },
		orders: []kin.Ordering{kin.Desc(&profiles.Bio)},
	}
	a.edges = []edge[author]{to("Written", &authors.Written, w), to("Edited", &authors.Edited, w), to("Profile", &authors.Profile, p)}
	w.edges = []edge[article]{to("Author", &articles.Author, a), to("Editor", &articles.Editor, a), to("Topics", &articles.Topics, t)}
	t.edges = []edge[topic]{to("Articles", &topics.Articles, w)}
	p.edges = []edge[profile]{to("Author", &profiles.Author, a)}
	return world{"press", kin.Models(authors, articles, topics, profiles), fillPress, []start{a, w, t, p}}
}

func forest() world {
	t := &entity[tree]{
		all: kin.Select(trees), key: []kin.Ordering{kin.Asc(&trees.ID)}, wheres: wheresOfTree,
		orders: []kin.Ordering{kin.Asc(&trees.Size), kin.Desc(&trees.Label)},
	}
	k := &entity[keeper]{
		all: kin.Select(keepers), key: []kin.Ordering{kin.Asc(&keepers.ID)},
		wheres: func(r *rand.Rand) kin.Condition { return kin.Ge(&keepers.Name, word(r)) },
		orders: []kin.Ordering{kin.Asc(&keepers.Name)},
	}
	t.edges = []edge[tree]{
		to("Parent", &trees.Parent, t), to("Children", &trees.Children, t),
		to("Feeds", &trees.Feeds, t), to("FedBy", &trees.FedBy, t), to("Caretaker", &trees.Caretaker, k),
	}
	k.edges = []edge[keeper]{to("Trees", &keepers.Trees, t)}
	return world{"forest", kin.Models(trees, keepers), fillForest, []start{t, k}}
}

func depotsAndDrivers() world {
	d := &entity[depot]{
		all: kin.Select(depots), key: []kin.Ordering{kin.Desc(&depots.Region), kin.Asc(&depots.Number)}, wheres: wheresOfDepot,
		orders: []kin.Ordering{kin.Desc(&depots.Name)},
	}
	p := &entity[parcel]{
		all: kin.Select(parcels), key: []kin.Ordering{kin.Asc(&parcels.ID)}, wheres: wheresOfParcel,
		orders: []kin.Ordering{kin.Asc(&parcels.Weight)},
	}
	v := &entity[driver]{
		all: kin.Select(drivers), key: []kin.Ordering{kin.Asc(&drivers.Name)},
		wheres: func(r *rand.Rand) kin.Condition { return kin.Lt(&drivers.Age, small(r)) },
		orders: []kin.Ordering{kin.Desc(&drivers.Age)},
	}
	d.edges = []edge[depot]{to("Parcels", &depots.Parcels, p), to("Drivers", &depots.Drivers, v)}
	p.edges = []edge[parcel]{to("Depot", &parcels.Depot, d), to("Driver", &parcels.Driver, v)}
	v.edges = []edge[driver]{to("Parcels", &drivers.Parcels, p), to("Depots", &drivers.Depots, d)}
	return world{"depots", kin.Models(depots, parcels, drivers), fillDepots, []start{d, p, v}}
}

func vaultAndBoxes() world {
	v := &entity[vault]{
		all: kin.Select(vaults), key: []kin.Ordering{kin.Asc(&vaults.Code)},
		wheres: func(r *rand.Rand) kin.Condition { return kin.Ne(&vaults.City, word(r)) },
		orders: []kin.Ordering{kin.Asc(&vaults.City)},
	}
	b := &entity[box]{
		all: kin.Select(boxes), key: []kin.Ordering{kin.Desc(&boxes.Code)}, wheres: wheresOfBox,
		orders: []kin.Ordering{kin.Desc(&boxes.Tag)},
	}
	v.edges = []edge[vault]{to("Boxes", &vaults.Boxes, b)}
	b.edges = []edge[box]{to("Vault", &boxes.Vault, v), to("Inside", &boxes.Inside, b), to("Holds", &boxes.Holds, b)}
	return world{"vault", kin.Models(vaults, boxes), fillVault, []start{v, b}}
}

func wheresOfAuthor(r *rand.Rand) kin.Condition {
	return oneOf(r,
		kin.Eq(&authors.Rank, small(r)),
		kin.Any(&authors.Written, kin.Ne(&articles.Title, word(r))),
		kin.Not(kin.Has(&authors.Profile)),
		kin.In(&authors.Name, word(r), word(r), word(r)),
	)
}

func wheresOfArticle(r *rand.Rand) kin.Condition {
	return oneOf(r,
		kin.IsNull(&articles.Score),
		kin.Or(kin.Eq(&articles.Score, new(int64(1))), kin.Gt(&articles.Title, word(r))),
		kin.Has(&articles.Author, kin.Gt(&authors.Rank, small(r))),
		kin.Any(&articles.Topics),
		kin.Is(&articles.Editor, nil),
	)
}

func wheresOfTree(r *rand.Rand) kin.Condition {
	return oneOf(r,
		kin.Between(&trees.Size, 1, small(r)),
		kin.Any(&trees.Children, kin.Gt(&trees.Size, small(r))),
		kin.Is(&trees.Parent, nil),
		kin.Not(kin.Any(&trees.Feeds)),
		kin.Like(&trees.Label, "%b%"),
	)
}

func wheresOfDepot(r *rand.Rand) kin.Condition {
	return oneOf(r, kin.Lt(&depots.Number, small(r)), kin.Any(&depots.Drivers, kin.Gt(&drivers.Age, small(r))), kin.NotIn(&depots.Region, word(r), word(r)))
}

func wheresOfParcel(r *rand.Rand) kin.Condition {
	return oneOf(r, kin.Gt(&parcels.Weight, 0.5), kin.Has(&parcels.Depot), kin.IsNull(&parcels.DriverName))
}

func wheresOfBox(r *rand.Rand) kin.Condition {
	return oneOf(r, kin.Ne(&boxes.Tag, word(r)), kin.Is(&boxes.Inside, nil), kin.Any(&boxes.Holds, kin.Gt(&boxes.Tag, word(r))))
}

func oneOf(r *rand.Rand, cs ...kin.Condition) kin.Condition { return cs[r.IntN(len(cs))] }
