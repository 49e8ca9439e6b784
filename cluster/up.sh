#!/usr/bin/env bash
# Starts database servers on loopback, in a temporary directory, from what Debian's
# packages have installed, and takes all down again:
#
#   cluster/up.sh [part]... [-- command [argument]...]
#
# With a command: runs it with the addresses in its environment, and ends as it ends.
# Without: prints the addresses, a line each and then "ready", and stays until its input
# ends or it is told to stop. The parts, all of them when none is named:
#
#   postgres  a primary and two replicas     KIN_PRIMARY_URL, KIN_REPLICA_URLS
#   pooler    pgbouncer in transaction mode, with two connections to the primary
#                                            KIN_POOLER_URL
#   mariadb   a primary and a replica        KIN_MARIADB_URL, KIN_MARIADB_REPLICA_URL
#   galera    three nodes, each of which may write
#                                            KIN_GALERA_URLS
#
# Lists of addresses are separated by spaces. A part that cannot be started ends the
# script, with status 3 if its programs are not installed; nothing is left of the others.
# What the servers write is kept in the directory that KIN_CLUSTER_LOGS names.
set -euo pipefail

dir=
command=   # the process of the command, while it runs
started=() # process numbers, in the order of their start
addresses=()

say() { printf 'cluster: %s\n' "$*" >&2; }

die() {
  say "$*"
  exit 1
}

# ---- The end ---------------------------------------------------------------------------

# gone [process]: waits for its end, 5 seconds at most.
gone() {
  for _ in $(seq 100); do
    kill -0 "$1" 2>/dev/null || return 0
    sleep 0.05
  done
  return 1
}

# down ends what was started, what was started last first, and takes the directory away.
down() {
  local status=$? i
  trap '' INT TERM HUP
  [ -z "$command" ] || kill -TERM "$command" 2>/dev/null || true
  for ((i = ${#started[@]} - 1; i >= 0; i--)); do
    kill -QUIT "${started[i]}" 2>/dev/null || true
  done
  for i in "${started[@]}"; do
    gone "$i" || kill -KILL "$i" 2>/dev/null || true
  done
  if [ -n "$dir" ]; then
    [ -z "${KIN_CLUSTER_LOGS-}" ] || keep_logs
    rm -rf "$dir"
  fi
  exit "$status"
}

keep_logs() {
  mkdir -p "$KIN_CLUSTER_LOGS"
  cp "$dir"/*.log "$KIN_CLUSTER_LOGS" 2>/dev/null || true
}

# ---- Ports and processes ---------------------------------------------------------------

# port sets $port to a free one, below those that outgoing connections take, and never to one twice.
next=$((10000 + ($$ * 37 + RANDOM) % 15000))
port() {
  for _ in $(seq 200); do
    next=$((next + 1))
    port=$next
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || return 0
  done
  die "no free port was found"
}

# as [user] [command]...: runs as a user where we are root, which servers refuse to be.
as() {
  become "$1"
  shift
  "${become[@]}" "$@"
}

# become [user] sets $become to what goes before a command that this user is to run.
become() {
  become=()
  [ "$(id -u)" != 0 ] || become=(setpriv --reuid "$1" --regid "$(id -g "$1")" --init-groups)
}

# launch [user] [name] [command]...: starts a server, which writes to name.log.
launch() {
  local user=$1 name=$2
  shift 2
  become "$user"
  "${become[@]}" "$@" </dev/null >>"$dir/$name.log" 2>&1 &
  started+=($!)
  disown
}

# quietly [name] [command]...: its output stands in name.log, and is shown if it fails.
quietly() {
  local name=$1
  shift
  "$@" >>"$dir/$name.log" 2>&1 </dev/null || {
    tail -n 20 "$dir/$name.log" >&2
    die "$name could not be made"
  }
}

# until_true [seconds] [name] [command]...: waits until a command succeeds.
until_true() {
  local deadline=$((SECONDS + $1)) name=$2 process=${started[-1]}
  shift 2
  until "$@" >/dev/null 2>&1; do
    if [ $SECONDS -ge $deadline ] || ! kill -0 "$process" 2>/dev/null; then
      tail -n 20 "$dir/$name.log" >&2
      die "$name does not come up"
    fi
    sleep 0.05
  done
}

# owned [user] [directory]: makes a directory of a user.
owned() {
  mkdir -p "$2"
  [ "$(id -u)" != 0 ] || chown "$1" "$2"
}

# needs [program or file] [Debian package]
needs() {
  if command -v "$1" >/dev/null || [ -e "$1" ]; then return; fi
  say "$1 is missing (Debian: apt-get install $2)"
  exit 3
}

# ---- PostgreSQL ------------------------------------------------------------------------

pg=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
primary=

# postgres_server [name] [port]: starts what stands in the directory of that name.
postgres_server() {
  cat >>"$dir/$1/postgresql.auto.conf" <<CONF
port = $2
cluster_name = '$1'
CONF
  launch postgres "$1" "$pg/postgres" -D "$dir/$1"
  until_true 30 "$1" "$pg/psql" -h 127.0.0.1 -p "$2" -U kin -d postgres -Atc 'SELECT 1'
}

postgres_url() { printf 'postgres://kin@127.0.0.1:%d/kin?sslmode=disable' "$1"; }

up_postgres() {
  [ -z "$primary" ] || return 0
  local replica urls=()
  needs "$pg/pg_basebackup" postgresql
  owned postgres "$dir/primary"
  quietly primary as postgres "$pg/initdb" -D "$dir/primary" -A trust -U kin -E UTF8 --locale=C.UTF-8 -N
  cat >>"$dir/primary/postgresql.conf" <<'CONF'
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
shared_buffers = '32MB'
max_connections = 100
wal_level = replica
max_wal_senders = 8
hot_standby = on
wal_retrieve_retry_interval = '100ms'
fsync = off
CONF
  port
  primary=$port
  postgres_server primary "$primary"
  quietly primary "$pg/createdb" -h 127.0.0.1 -p "$primary" -U kin kin
  for replica in replica1 replica2; do
    owned postgres "$dir/$replica"
    chmod 700 "$dir/$replica"
    quietly "$replica" as postgres "$pg/pg_basebackup" -h 127.0.0.1 -p "$primary" -U kin -D "$dir/$replica" -R -X stream -c fast -N
    port
    postgres_server "$replica" "$port"
    urls+=("$(postgres_url "$port")")
  done
  addresses+=("KIN_PRIMARY_URL=$(postgres_url "$primary")" "KIN_REPLICA_URLS=${urls[*]}")
}

up_pooler() {
  needs pgbouncer pgbouncer
  up_postgres
  port
  cat >"$dir/pgbouncer.ini" <<INI
[databases]
kin = host=127.0.0.1 port=$primary user=kin dbname=kin
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $port
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 2
max_client_conn = 200
ignore_startup_parameters = extra_float_digits
INI
  chmod a+r "$dir/pgbouncer.ini"
  launch postgres pgbouncer pgbouncer "$dir/pgbouncer.ini"
  until_true 10 pgbouncer "$pg/psql" "$(postgres_url "$port")" -Atc 'SELECT 1'
  addresses+=("KIN_POOLER_URL=$(postgres_url "$port")")
}

# ---- MariaDB ---------------------------------------------------------------------------

mariadb_at() {
  local at=$1
  shift
  mariadb --no-defaults -h 127.0.0.1 -P "$at" -u root -N -B "$@"
}

mariadb_url() { printf 'mysql://root@127.0.0.1:%d/kin' "$1"; }

# mariadb_files [name]: makes the directory of a server, with the system's tables.
mariadb_files() {
  owned mysql "$dir/$1"
  quietly "$1" as mysql mariadb-install-db --no-defaults --datadir="$dir/$1" --auth-root-authentication-method=normal --skip-test-db \
    --innodb-log-file-size=16M
}

# mariadb_server [name] [port] [id] [option]...: starts it, and lets root in from anywhere on loopback.
mariadb_server() {
  local name=$1 at=$2 id=$3
  shift 3
  launch mysql "$name" mariadbd --no-defaults --datadir="$dir/$name" --bind-address=127.0.0.1 --port="$at" \
    --socket="$dir/$name/socket" --pid-file="$dir/$name/pid" --server-id="$id" --skip-name-resolve \
    --innodb-buffer-pool-size=64M --innodb-log-file-size=16M --innodb-flush-log-at-trx-commit=2 "$@"
}

up_mariadb() {
  local first second
  needs mariadbd mariadb-server
  port
  first=$port
  port
  second=$port
  mariadb_files mariadb1
  mariadb_files mariadb2
  mariadb_server mariadb1 "$first" 1 --log-bin=log --binlog-format=ROW --gtid-strict-mode=1
  until_true 30 mariadb1 mariadb_at "$first" -e 'SELECT 1'
  mariadb_server mariadb2 "$second" 2 --log-bin=log --binlog-format=ROW --gtid-strict-mode=1 --read-only=1
  until_true 30 mariadb2 mariadb_at "$second" -e 'SELECT 1'
  quietly mariadb2 mariadb_at "$second" -e "CHANGE MASTER TO master_host='127.0.0.1', master_port=$first, master_user='root', master_use_gtid=slave_pos; START SLAVE"
  quietly mariadb1 mariadb_at "$first" -e 'CREATE DATABASE kin'
  until_true 30 mariadb2 mariadb_at "$second" kin -e 'SELECT 1'
  addresses+=("KIN_MARIADB_URL=$(mariadb_url "$first")" "KIN_MARIADB_REPLICA_URL=$(mariadb_url "$second")")
}

# ---- Galera ----------------------------------------------------------------------------

# synced [port]: says whether a node takes part.
synced() { [ "$(mariadb_at "$1" -e 'SELECT variable_value FROM information_schema.global_status WHERE variable_name = "wsrep_local_state_comment"')" = Synced ]; }

up_galera() {
  local provider=/usr/lib/galera/libgalera_smm.so node at group ist sst urls=() joined='' options=()
  needs mariadbd mariadb-server
  needs rsync rsync
  needs "$provider" galera-4
  for node in 1 2 3; do
    port && at=$port
    port && group=$port
    port && ist=$port
    port && sst=$port
    mariadb_files "galera$node"
    options=(--wsrep-on=ON --wsrep-provider="$provider" --wsrep-cluster-name=kin --wsrep-cluster-address="gcomm://$joined"
      --wsrep-node-name="galera$node" --wsrep-node-address=127.0.0.1 --wsrep-sst-method=rsync --wsrep-sst-receive-address="127.0.0.1:$sst"
      --wsrep-provider-options="base_host=127.0.0.1;base_port=$group;gmcast.listen_addr=tcp://127.0.0.1:$group;ist.recv_addr=127.0.0.1:$ist;gcache.size=32M"
      --binlog-format=ROW --innodb-autoinc-lock-mode=2)
    [ -n "$joined" ] || options+=(--wsrep-new-cluster)
    mariadb_server "galera$node" "$at" 1 "${options[@]}"
    until_true 90 "galera$node" synced "$at"
    if [ -z "$joined" ]; then
      quietly galera1 mariadb_at "$at" -e 'CREATE DATABASE kin'
      joined=127.0.0.1:$group
    else
      joined+=,127.0.0.1:$group
    fi
    urls+=("$(mariadb_url "$at")")
  done
  addresses+=("KIN_GALERA_URLS=${urls[*]}")
}

# ---- The beginning ---------------------------------------------------------------------

parts=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do
  case $1 in
    postgres | pooler | mariadb | galera) parts+=("$1") ;;
    *) die "there is no part \"$1\": name some of postgres, pooler, mariadb, galera, and a command behind --" ;;
  esac
  shift
done
[ ${#parts[@]} -gt 0 ] || parts=(postgres pooler mariadb galera)

trap down EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
dir=$(mktemp -d "${TMPDIR:-/tmp}/kin-cluster.XXXXXX")
chmod 755 "$dir"
for part in "${parts[@]}"; do
  began=$SECONDS
  "up_$part"
  say "$part is up after $((SECONDS - began)) s"
done

if [ $# -gt 1 ]; then
  shift
  env "${addresses[@]}" "$@" &
  command=$!
  status=0
  wait "$command" || status=$?
  command=
  exit "$status"
fi
printf '%s\n' "${addresses[@]}" ready
while read -r _; do :; done # until the input ends
