#!/usr/bin/env bash
# Runs the tests that need a cluster, on the one of cluster/up.sh:
#
#   cluster/up.sh -- cluster/test.sh
set -euo pipefail
cd "$(dirname "$0")/.."

GO=${GO:-go}
export KIN_POSTGRES_URL=$KIN_PRIMARY_URL KIN_MYSQL_URL=$KIN_MARIADB_URL

# tests [pattern]
tests() { "$GO" test -count=1 -v -timeout 20m -run "$1" ./kintest; }

tests 'TestConformance/(postgres|mysql)'
KIN_CASES=1000 tests 'TestAReadAfter.*IsNeverStale'
KIN_CASES=3200 tests TestAPoolerLosesNoStatement
tests TestAPromotionLosesNothingThatWasAcknowledged

cluster/galera.sh
