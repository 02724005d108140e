#!/bin/bash
# A real Mesos 1.11.0 cluster on 127.0.0.1.
#
#   rig.sh check | setup [DIST] | build [DIST]     the programs: see build.sh
#   rig.sh up DIR [options]              a new cluster: one master, N agents
#   rig.sh up-ha DIR [options]           a ZooKeeper, M masters, N agents
#   rig.sh down DIR                      stops all that DIR started, tasks too
#   rig.sh kill|stop|start DIR NAME      SIGKILL, SIGTERM, and again: master1, agent2, zk
#   rig.sh pause|resume DIR NAME         SIGSTOP, SIGCONT: nearly a partition
#   rig.sh status DIR | leader DIR       what runs; the port of the leading master
#
# options: --agents N (1)  --masters M (3)  --port P (5050; masters P, P+1...)
#          --agent-port A (P+10)  --zk-port Z (P+100)
#          --resources R, --attributes A   for every agent
#          --hostname H    by which every agent is known (127.0.0.1, where it listens in any case)
#          --isolation I   of every agent (posix/cpu,posix/mem)
#          --master-flags "..."  --agent-flags "..."   more flags for the real programs
#          a %d in what is for agents is the agent's number
#          --owner PID    down when that process ends
#          --dist DIST    the programs (build/real-mesos)
# In DIR: NAME.log, NAME.cmd (the exact command line), NAME.port; sandboxes in the work directory of each agent, below DIR/agentN
set -u
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
say() { echo "rig: $*" >&2; }
fail() { say "$*"; exit 1; }

case ${1:-} in check|setup|build) exec "$HERE/build.sh" "$@";; esac
[ $# -ge 2 ] || { sed -n '2,21s/^# \{0,1\}//p' "$0"; exit 2; }
CMD=$1; mkdir -p "$2" || exit 1; DIR=$(cd "$2" && pwd); shift 2
NAME=; [ $# -gt 0 ] && [ "${1#--}" = "$1" ] && { NAME=$1; shift; }
AGENTS=1 MASTERS=3 PORT=5050 AGENT_PORT= ZK_PORT= OWNER= HOST=127.0.0.1 ISOLATION=posix/cpu,posix/mem DIST=$HERE/../../build/real-mesos
RESOURCES='cpus:4;mem:4096;disk:10000;ports:[31%d00-31%d99]' ATTRIBUTES='rack:r%d;zone:z%d' MASTER_FLAGS= AGENT_FLAGS=
while [ $# -gt 0 ]; do
  [ $# -ge 2 ] || fail "what is $1?"
  case $1 in
    --agents) AGENTS=$2;; --masters) MASTERS=$2;; --port) PORT=$2;; --agent-port) AGENT_PORT=$2;; --zk-port) ZK_PORT=$2;;
    --resources) RESOURCES=$2;; --attributes) ATTRIBUTES=$2;; --hostname) HOST=$2;; --isolation) ISOLATION=$2;; --master-flags) MASTER_FLAGS=$2;; --agent-flags) AGENT_FLAGS=$2;;
    --owner) OWNER=$2;; --dist) DIST=$2;;
    *) fail "what is $1?";;
  esac; shift 2
done
AGENT_PORT=${AGENT_PORT:-$((PORT + 10))} ZK_PORT=${ZK_PORT:-$((PORT + 100))}

# ---- processes: NAME.cmd is how one starts, NAME.pid and NAME.start (its birth) which one it is

birth() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | awk '{print $20}'; }
alive() {
  local p; p=$(cat "$DIR/$1.pid" 2>/dev/null) || return 1
  [ -n "$p" ] && [ "$(birth "$p")" = "$(cat "$DIR/$1.start" 2>/dev/null)" ] &&
    [ "$(sed 's/.*) //' "/proc/$p/stat" | cut -c1)" != Z ]
}
command_file() { # command_file NAME PROGRAM ARG...
  local f=$DIR/$1.cmd; shift
  { echo 'unset MESOS_HTTP_COMMAND_EXECUTOR LIBPROCESS_IP LIBPROCESS_PORT'
    printf 'exec'; printf ' %q' "$@"; echo; } >"$f"
}
launch() { # launch NAME: what NAME.cmd says
  alive "$1" && { say "$1 is up"; return 0; }
  # In the background of a script setsid does not fork, so this pid is the program's.
  setsid bash "$DIR/$1.cmd" >>"$DIR/$1.log" 2>&1 </dev/null &
  local p=$!
  echo $p >"$DIR/$1.pid"; birth $p >"$DIR/$1.start"
}
signal() { alive "$2" || fail "$2 does not run"; kill "-$1" "$(cat "$DIR/$2.pid")"; }
waitfor() { # waitfor SECONDS WHAT NAME COMMAND...: until the command succeeds; not longer than NAME lives
  local end=$((SECONDS + $1)) what=$2 name=$3; shift 3
  until "$@" >/dev/null 2>&1; do
    alive "$name" || { tail -3 "$DIR/$name.log" >&2; fail "no $what: $name ended, see $DIR/$name.log"; }
    [ $SECONDS -lt $end ] || fail "no $what in time, see $DIR/$name.log"
    sleep 0.2
  done
}
gone() { # gone NAME: SIGKILL is not at once
  local i; for ((i = 0; i < 50; i++)); do alive "$1" || return 0; sleep 0.1; done; fail "$1 does not die"
}

# ---- the parts

master() { # master N PORT FLAGS...
  local n=$1 port=$2; shift 2
  echo "$port" >"$DIR/master$n.port"
  # shellcheck disable=SC2086  # flags, split on purpose
  command_file "master$n" "$DIST/bin/mesos-master" --ip=127.0.0.1 --port="$port" --hostname=127.0.0.1 \
    --work_dir="$DIR/master$n" "$@" $MASTER_FLAGS
  launch "master$n"
}
agents() { # agents MASTER: all of them
  local i of_this
  for ((i = 1; i <= AGENTS; i++)); do
    of_this="$DIR/agent$i"
    echo $((AGENT_PORT + i - 1)) >"$of_this.port"
    # shellcheck disable=SC2086
    command_file "agent$i" "$DIST/bin/mesos-agent" --ip=127.0.0.1 --port=$((AGENT_PORT + i - 1)) --hostname="${HOST//%d/$i}" \
      --master="$1" --work_dir="$of_this/work" --runtime_dir="$of_this/run" --fetcher_cache_dir="$of_this/fetch" \
      --docker_store_dir="$of_this/docker" --appc_store_dir="$of_this/appc" \
      --launcher=posix --launcher_dir="$DIST/bin" --isolation="$ISOLATION" --containerizers=mesos \
      --image_provisioner_backend=copy --no-systemd_enable_support --no-hostname_lookup --http_command_executor \
      --resources="${RESOURCES//%d/$i}" --attributes="${ATTRIBUTES//%d/$i}" ${AGENT_FLAGS//%d/$i}
    launch "agent$i"
  done
  waitfor 60 "$AGENTS agents" agent1 agents_up
}
zk() {
  mkdir -p "$DIR/zk/data"
  printf '%s\n' tickTime=500 "dataDir=$DIR/zk/data" "clientPort=$ZK_PORT" clientPortAddress=127.0.0.1 maxClientCnxns=0 \
    minSessionTimeout=1000 maxSessionTimeout=60000 admin.enableServer=false '4lw.commands.whitelist=*' >"$DIR/zk/zoo.cfg"
  printf '%s\n' 'log4j.rootLogger=WARN, E' log4j.appender.E=org.apache.log4j.ConsoleAppender \
    log4j.appender.E.layout=org.apache.log4j.SimpleLayout >"$DIR/zk/log4j.properties"
  command_file zk java -Xmx96m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dzookeeper.jmx.log4j.disable=true \
    -cp "$DIR/zk:/usr/share/java/zookeeper.jar" org.apache.zookeeper.server.ZooKeeperServerMain "$DIR/zk/zoo.cfg"
  launch zk
  waitfor 60 ZooKeeper zk zk_ok
}
zk_ok() { [ "$(exec 3<>/dev/tcp/127.0.0.1/"$ZK_PORT" && echo ruok >&3 && timeout 2 cat <&3)" = imok ]; }

# ---- asking the masters

state() { # state PORT PYTHON: the expression on s, the /state of the master there
  curl -s -m 3 --noproxy '*' "http://127.0.0.1:$1/state" | python3 -c "import json,sys; s=json.load(sys.stdin); print($2)" 2>/dev/null
}
leader_port() {
  local f p l
  for f in "$DIR"/master*.port; do
    p=$(cat "$f")
    l=$(state "$p" 's["leader_info"]["port"] if s["leader"]==s["pid"] else ""')
    [ -n "$l" ] && { echo "$l"; return 0; }
  done
  return 1
}
agents_up() { local p; p=$(leader_port) && [ "$(state "$p" 'int(s["activated_slaves"])')" -ge "$AGENTS" ]; }

# ---- the whole

strays() { # pids of executors and tasks: they run in our sandboxes or were told of them
  find /proc -maxdepth 2 -name cwd -lname "$DIR/agent*" 2>/dev/null | cut -d/ -f3
  grep -lsaF "=$DIR/agent" /proc/[0-9]*/environ | cut -d/ -f3
}
down() {
  local f n i pids
  for f in "$DIR"/*.pid; do
    n=$(basename "$f" .pid)
    [ "$n" != owner ] && alive "$n" && kill -9 "$(cat "$f")"
  done 2>/dev/null
  for ((i = 0; i < 50; i++)); do
    pids=$(strays); [ -n "$pids" ] || break
    # shellcheck disable=SC2086
    kill -9 $pids 2>/dev/null; sleep 0.1
  done
  for f in "$DIR"/*.pid; do
    [ -e "$f" ] || continue
    n=$(basename "$f" .pid); [ "$n" = owner ] || gone "$n"
  done
  # Last, for it may be the one that runs this: the watch over the owner, by its group.
  if [ -z "$OWNER" ] && alive owner; then kill -- "-$(cat "$DIR/owner.pid")" 2>/dev/null; fi
  rm -f "$DIR"/*.pid "$DIR"/*.start
}
fresh() { # nothing of an earlier cluster stays
  "$HERE/build.sh" build "$DIST" || exit 1
  DIST=$(cd "$DIST" && pwd)
  for f in "$DIR"/*.cmd; do
    [ -e "$f" ] && { say "$DIR holds a cluster: it is replaced"; (OWNER=; down); rm -rf "$DIR"/{master,agent,zk}*; break; }
  done
  [ -n "$OWNER" ] || return 0
  command_file owner bash -c "tail --pid=$OWNER -f /dev/null; exec $(printf %q "$HERE/rig.sh") down $(printf %q "$DIR") --owner gone"
  launch owner
}

case $CMD in
  up)
    fresh
    master 1 "$PORT"
    waitfor 60 "master on $PORT" master1 leader_port
    agents "127.0.0.1:$PORT"
    say "master 127.0.0.1:$PORT, $AGENTS agent(s) from port $AGENT_PORT";;
  up-ha)
    fresh
    zk
    URL=zk://127.0.0.1:$ZK_PORT/mesos
    echo "$URL" >"$DIR/zk.url"
    for ((i = 1; i <= MASTERS; i++)); do
      master $i $((PORT + i - 1)) --zk="$URL" --quorum=$((MASTERS / 2 + 1)) --zk_session_timeout=4secs
    done
    waitfor 60 "leading master" master1 leader_port
    AGENT_FLAGS="--zk_session_timeout=4secs $AGENT_FLAGS"
    agents "$URL"
    say "$MASTERS masters from port $PORT at $URL, leader $(leader_port), $AGENTS agent(s) from port $AGENT_PORT";;
  down) down;;
  start) [ -e "$DIR/$NAME.cmd" ] || fail "no $NAME"; launch "$NAME";;
  stop) signal TERM "$NAME";;
  kill) signal KILL "$NAME"; gone "$NAME";;
  pause) signal STOP "$NAME";;
  resume) signal CONT "$NAME";;
  leader) leader_port || fail "no leader";;
  status)
    for f in "$DIR"/*.cmd; do
      [ -e "$f" ] || continue; n=$(basename "$f" .cmd)
      echo "$n $(alive "$n" && echo "up $(cat "$DIR/$n.pid")" || echo down) $(cat "$DIR/$n.port" 2>/dev/null)"
    done;;
  *) fail "what is $CMD?";;
esac
