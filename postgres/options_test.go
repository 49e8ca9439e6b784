package postgres_test

import (
	"github.com/kin-go/kin/internal/seam"
	"github.com/kin-go/kin/postgres"
)

type option = postgres.Option

var serializable = postgres.Serializable()

func at(dsn string, options ...option) seam.Engine { return postgres.URL(dsn, options...) }

var pooled = postgres.Pooler()
var single = postgres.Connections(1)
