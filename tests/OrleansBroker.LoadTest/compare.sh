#!/usr/bin/env bash
# Measures this repository's broker and Apache Kafka, one after the other and in turns, with the same clients:
# Kafka's own perf test, this project's load tool, and kcat. Prints a table of medians and ratios.
#
#   compare.sh [-n ROUNDS] [-r RECORDS] [-s SECONDS] [-o RESULTS] [-k KAFKA] [-b "ours kafka"]
#
#   -n rounds (default 3)      -r records of 1 KB that each perf test sends (default 3000000)
#   -s seconds of each run of the load tool (default 10)
#   -o results file, added to (default: a new one in the work folder)
#   -k the script that runs Kafka and its tools (default ../shared/peers/kafka/kafka beside the repository)
#   -b which brokers, by label
#
# WORK is the folder for data and logs (default: a new one in /tmp; the data is removed after each round);
# OURS_ARGS are more arguments for ours.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
rounds=3 records=3000000 seconds=10 results= kafka=$root/../shared/peers/kafka/kafka brokers="ours kafka"
while getopts n:r:s:o:k:b: option; do
  case $option in
    n) rounds=$OPTARG ;; r) records=$OPTARG ;; s) seconds=$OPTARG ;; o) results=$OPTARG ;; k) kafka=$OPTARG ;;
    b) brokers=$OPTARG ;; *) exit 2 ;;
  esac
done
work=${WORK:-$(mktemp -d /tmp/compare.XXXXXX)}
results=${results:-$work/results.jsonl}
record_size=1000
broker_pid=
trap 'stop_broker; [[ -n ${WORK:-} ]] || echo "data and results are in $work" >&2' EXIT

dotnet build -c Release -v q -nologo -clp:ErrorsOnly "$root/src/OrleansBroker.Server" >&2
dotnet build -c Release -v q -nologo -clp:ErrorsOnly "$here" >&2
load() { dotnet "$here/bin/Release/net10.0/OrleansBroker.LoadTest.dll" "$@"; }

start_broker() { # label port
  local label=$1 port=$2 data=$work/data-$1
  rm -rf "$data"
  if [[ $label == kafka ]]; then
    "$kafka" serve "$data" "$port" >"$work/$label.log" 2>&1 &
  else
    # shellcheck disable=SC2086
    dotnet "$root/src/OrleansBroker.Server/bin/Release/net10.0/OrleansBroker.Server.dll" --Broker:DataPath="$data" \
      --Broker:Kafka:Listen=127.0.0.1:"$port" --Broker:Http:Listen=127.0.0.1:0 \
      --Broker:Properties:log.flush.on.ack=false ${OURS_ARGS:-} >"$work/$label.log" 2>&1 &
  fi
  broker_pid=$!
  for _ in $(seq 150); do
    "$kafka" topics --bootstrap-server 127.0.0.1:"$port" --list >/dev/null 2>&1 && return
    kill -0 "$broker_pid" 2>/dev/null || break
  done
  echo "$label did not start:" >&2
  cat "$work/$label.log" >&2
  exit 1
}

stop_broker() {
  [[ -n $broker_pid ]] || return 0
  kill "$broker_pid" 2>/dev/null && wait "$broker_pid" 2>/dev/null || true
  broker_pid=
}

cpu_ticks() { awk '{print $14 + $15}' "/proc/$broker_pid/stat"; }
peak_kb() { awk '/VmHWM/ {print $2}' "/proc/$broker_pid/status"; }

# Adds a result whose client is not the load tool: label test seconds records cpu-ticks [latencies p50 p99 p99.9 max]
add_result() {
  awk -v label="$1" -v test="$2" -v seconds="$3" -v records="$4" -v ticks="$5" -v hz="$(getconf CLK_TCK)" \
    -v peak="$(peak_kb)" -v size=$record_size -v p50="${6:-}" -v p99="${7:-}" -v p999="${8:-}" -v max="${9:-}" 'BEGIN {
      latency = p50 == "" ? "null" : sprintf("{\"p50\":%s,\"p99\":%s,\"p999\":%s,\"max\":%s}", p50, p99, p999, max)
      printf "{\"label\":\"%s\",\"test\":\"%s\",\"seconds\":%.3f,\"records\":%d,\"bytes\":%.0f,\"latency\":%s,", \
        label, test, seconds, records, records * size, latency
      printf "\"cpuSeconds\":%.2f,\"peakMemoryMb\":%.0f}\n", ticks / hz, peak / 1000 }' >>"$results"
}

perf_test() { # label port topic acks records
  "$kafka" producer-perf-test --topic "$3" --num-records "$5" --record-size $record_size --throughput -1 \
    --producer-props bootstrap.servers=127.0.0.1:"$2" acks="$4" | tail -1
}

produce_by_java() { # label port topic acks
  local before line
  before=$(cpu_ticks)
  line=$(perf_test "$1" "$2" "$3" "$4" "$records")
  echo "$1 acks=$4: $line"
  # N records sent, X records/sec (..), A ms avg latency, M ms max latency, P ms 50th, P ms 95th, P ms 99th, P ms 99.9th.
  local number='([0-9.]+)'
  read -r rate max p50 p99 p999 < <(sed -E "s|.*sent, $number records/sec.* $number ms max latency, $number ms 50th,$(
    )[^,]*, $number ms 99th, $number ms 99.9th.*|\\1 \\2 \\3 \\4 \\5|" <<<"$line")
  add_result "$1" "produce by Java, acks=$4" "$(awk "BEGIN {print $records / $rate}")" "$records" \
    "$(($(cpu_ticks) - before))" "$p50" "$p99" "$p999" "$max"
}

consume_by_kcat() { # label port topic
  local before start count
  before=$(cpu_ticks) start=$(date +%s.%N)
  count=$(kcat -C -b 127.0.0.1:"$2" -t "$3" -o beginning -e -q | wc -l)
  add_result "$1" "consume by kcat" "$(awk "BEGIN {print $(date +%s.%N) - $start}")" "$count" \
    "$(($(cpu_ticks) - before))"
}

measure() { # label port
  local label=$1 port=$2
  local common=(--broker 127.0.0.1:"$port" --broker-pid "$broker_pid" --label "$label" --results "$results"
    --duration "$seconds")
  for topic in java-1 java-all tool-1 tool-all tool-rate; do
    "$kafka" topics --bootstrap-server 127.0.0.1:"$port" --create --topic $topic --partitions 3 >/dev/null
  done
  perf_test "$label" "$port" tool-rate 1 300000 >/dev/null # warms the broker up
  produce_by_java "$label" "$port" java-1 1
  produce_by_java "$label" "$port" java-all all
  load consume "${common[@]}" --topic java-1 --test "consume by the load tool"
  consume_by_kcat "$label" "$port" java-1
  load produce "${common[@]}" --topic tool-1 --acks 1
  load produce "${common[@]}" --topic tool-all --acks all
  load latency "${common[@]}" --topic tool-rate --acks all --rate 20
}

for round in $(seq "$rounds"); do
  for label in $brokers; do
    echo "round $round: $label"
    sync
    start_broker "$label" $((29500 + round * 10))
    measure "$label" $((29500 + round * 10))
    stop_broker
    rm -rf "$work/data-$label"
  done
done
echo
load compare "$results"
