#!/usr/bin/env bash
# Measures the group coordinators of this repository's broker and of Apache Kafka, one after the other on the same
# machine, with `groups` of the load tool: commits, rebalances, many groups, and the start with a million offsets.
#
#   groups.sh [-s SECONDS] [-g GROUPS] [-k KAFKA] [-b "ours kafka"]
#
#   -s seconds of the commit run (default 10)     -g groups of one member (default 10000)
#   -k the script that runs Kafka (default ../shared/peers/kafka/kafka beside the repository)
#   -b which brokers, by label
#
# Neither flushes on a commit, and neither waits for more members before a group's first rebalance.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
seconds=10 groups=10000 kafka=$root/../shared/peers/kafka/kafka brokers="ours kafka"
while getopts s:g:k:b: option; do
  case $option in
    s) seconds=$OPTARG ;; g) groups=$OPTARG ;; k) kafka=$OPTARG ;; b) brokers=$OPTARG ;; *) exit 2 ;;
  esac
done
work=$(mktemp -d /tmp/groups.XXXXXX)
broker_pid=
trap 'stop_broker KILL; rm -rf "$work"' EXIT

dotnet build -c Release -v q -nologo -clp:ErrorsOnly "$root/src/OrleansBroker.Server" >&2
dotnet build -c Release -v q -nologo -clp:ErrorsOnly "$here" >&2
load() { dotnet "$here/bin/Release/net10.0/OrleansBroker.LoadTest.dll" groups "$@" --broker "$address"; }

start_broker() { # label: starts it on the data that there is, and tells when its coordinator serves
  local since
  since=$(date +%s%3N)
  if [[ $1 == kafka ]]; then
    "$kafka" serve "$work/$1" "$port" >>"$work/$1.log" 2>&1 &
  else
    dotnet "$root/src/OrleansBroker.Server/bin/Release/net10.0/OrleansBroker.Server.dll" --Broker:DataPath="$work/$1" \
      --Broker:Kafka:Listen="$address" --Broker:Http:Listen=127.0.0.1:0 --Broker:Properties:log.flush.on.ack=false \
      --Broker:Properties:group.initial.rebalance.delay.ms=0 ${OURS_ARGS:-} >>"$work/$1.log" 2>&1 &
  fi
  broker_pid=$!
  load ready --label "$1" --since "$since"
  kill -0 "$broker_pid" # or another one answers on the port
}

stop_broker() { # signal
  [[ -n $broker_pid ]] || return 0
  kill -"$1" "$broker_pid" 2>/dev/null && wait "$broker_pid" 2>/dev/null || true
  broker_pid=
}

resident_mb() { awk '/VmRSS/ {printf "%.0f MB resident\n", $2 / 1000}' "/proc/$broker_pid/status"; }

measure() { # label port
  local label=$1
  port=$2 address=127.0.0.1:$2
  start_broker "$label"
  load commits --label "$label" --duration "$seconds" --connections 8
  load rebalance --label "$label" --protocol classic
  load rebalance --label "$label" --protocol consumer
  load many --label "$label" --groups "$groups"
  stop_broker TERM
  rm -rf "${work:?}/$label"

  start_broker "$label"
  load fill
  stop_broker TERM
  echo "$label, after a clean stop with a million offsets:"
  start_broker "$label"
  resident_mb
  stop_broker KILL
  echo "$label, after kill -9:"
  start_broker "$label"
  stop_broker TERM
}

for label in $brokers; do
  [[ $label == ours ]] && measure ours 29392 || measure kafka 29492
done
uptime
