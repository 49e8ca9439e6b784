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
KIN_CASES=1000 tests TestAReadAfterAWriteIsNeverStale
KIN_CASES=3200 tests TestAPoolerLosesNoStatement
tests TestAPromotionLosesNothingThatWasAcknowledged

# A node of a cluster of writers is a MariaDB like any other, and retries more. The suite
# names rows by the numbers they get, which on a cluster of three are three apart: for it the
# node counts by one, which is safe as long as no other one writes. All other tests take the
# numbers as they come.
export KIN_MYSQL_URL=${KIN_GALERA_URLS%% *}
node=${KIN_MYSQL_URL#*@}
node=${node%/*}

# counts [ON or OFF] [statement]: whether the cluster says by how much keys are apart.
counts() { mariadb --no-defaults -h "${node%:*}" -P "${node#*:}" -u root -e "SET GLOBAL wsrep_auto_increment_control = $1; ${2-}"; }

counts OFF 'SET GLOBAL auto_increment_increment = 1, GLOBAL auto_increment_offset = 1'
tests TestConformance/mysql
counts ON
KIN_CASES=1000 tests 'TestWritersOnSeveralNodesLoseNoIncrement|TestEachAcknowledgedIncrementIsKept/mysql'
KIN_CASES=1000 tests TestAGraphIsOfOneState/mysql
KIN_CASES=200 tests TestStrategiesGiveTheSameGraph/mysql
KIN_CASES=60 tests TestKilledConnectionsLoseDoubleAndTearNothing/mysql
