#!/usr/bin/env bash
# Runs what must hold on three nodes that all write, on those of cluster/up.sh:
#
#   cluster/up.sh galera -- cluster/galera.sh
#
# KIN_CASES is how many increments and graphs are tried; fewer are taken where a case is long.
set -euo pipefail
cd "$(dirname "$0")/.."

GO=${GO:-go}
cases=${KIN_CASES:-1000}

# tests [pattern] [cases, if they are counted]
tests() { KIN_CASES=${2-} "$GO" test -count=1 -v -timeout 20m -run "$1" ./kintest; }

# A node of a cluster of writers is a MariaDB like any other, and retries more. The suite
# names rows by the numbers they get, which on a cluster of three are three apart: for it the
# node counts by one, which is safe as long as no other one writes. All other tests take the
# numbers as they come.
export KIN_MYSQL_URL=${KIN_GALERA_URLS%% *} KIN_POSTGRES_URL=
node=${KIN_MYSQL_URL#*@}
node=${node%/*}

# counts [ON or OFF] [statement]: whether the cluster says by how much keys are apart.
counts() { mariadb --no-defaults -h "${node%:*}" -P "${node#*:}" -u root -e "SET GLOBAL wsrep_auto_increment_control = $1; ${2-}"; }

counts OFF 'SET GLOBAL auto_increment_increment = 1, GLOBAL auto_increment_offset = 1'
tests TestConformance/mysql
counts ON
tests 'TestWritersOnSeveralNodesLoseNoIncrement|TestEachAcknowledgedIncrementIsKept/mysql' "$cases"
tests TestAGraphIsOfOneState/mysql "$cases"
tests TestStrategiesGiveTheSameGraph/mysql $((cases / 5))
tests TestKilledConnectionsLoseDoubleAndTearNothing/mysql $((cases < 60 ? cases : 60))
