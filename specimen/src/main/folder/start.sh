#!/bin/bash
# Starts the agent and stays in the foreground. The options are in README.
[ -n "$BASH_VERSION" ] || exec bash "$0" "$@"
here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")

fail() {
  echo "The agent cannot start. $1" >&2
  exit 1
}

port=8000
catch=
options=()
while [ $# -gt 0 ]; do
  case $1 in
    --catch-shutdown)
      catch=yes
      shift
      continue
      ;;
    --port) port=${2-} ;;
  esac
  options+=("$1")
  [ $# -lt 2 ] || options+=("$2")
  shift 2 2>/dev/null || shift
done

java=$(command -v java) || java=${JAVA_HOME:+$JAVA_HOME/bin/java}
[ -x "$java" ] || fail "It needs Java 17 or newer, and there is no java on the PATH."
[ -r "$here/lib/aisystem.jar" ] || fail "The file $here/lib/aisystem.jar is missing."

# The terminals begin in this folder, and nothing of where it was called from goes along.
cd -- "$here" || fail "The folder $here cannot be entered."
unset OLDPWD

agent=("$java" -XX:+UseSerialGC -XX:-UsePerfData -XX:TieredStopAtLevel=1 -Xss512k -Xmx96m -XX:CompressedClassSpaceSize=32m
  -XX:ReservedCodeCacheSize=32m -cp "$here/lib/aisystem.jar" aisystem.AgentServer --folder "$here" "${options[@]}")

[ -n "$catch" ] || exec "${agent[@]}"

message=$(cat -- on-shutdown.txt 2>/dev/null)
[ -n "$message" ] || fail "The task for --catch-shutdown is missing: $here/on-shutdown.txt."
message=${message//\\/\\\\}
message=${message//\"/\\\"}
message=${message//$'\n'/\\n}
message=${message//[[:cntrl:]]/ }
body="{\"message\": \"$message\"}"

# Gives the agent the task when it is told to end.
shutdown() {
  local answer LC_ALL=C # the length is in bytes
  exec 3<>"/dev/tcp/127.0.0.1/$port" || return
  printf 'POST /chat HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s' \
    ${#body} "$body" >&3
  read -r answer <&3
  exec 3>&-
  echo "The signal to end was given to the agent as a task; it answered ${answer%$'\r'}."
}

"${agent[@]}" &
child=$!
trap shutdown TERM
# A signal ends the wait early; then the agent is still there.
while :; do
  wait "$child"
  status=$?
  kill -0 "$child" 2>/dev/null || exit "$status"
done
