#!/bin/bash
# Starts the LLM server and stays in the foreground. The options are in README.
[ -n "$BASH_VERSION" ] || exec bash "$0" "$@"
here=$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")

fail() {
  echo "The LLM server cannot start. $1" >&2
  exit 1
}

# Files named on the command line are meant from where it is called.
options=()
while [ $# -gt 0 ]; do
  options+=("$1")
  if [ $# -ge 2 ]; then
    case $1:$2 in
      --weights:/* | --accelerator:/*) options+=("$2") ;;
      --weights:* | --accelerator:*) options+=("$PWD/$2") ;;
      *) options+=("$2") ;;
    esac
    shift
  fi
  shift
done

java=$(command -v java) || java=${JAVA_HOME:+$JAVA_HOME/bin/java}
[ -x "$java" ] || fail "It needs Java 17 or newer, and there is no java on the PATH."
[ -r "$here/lib/aisystem.jar" ] || fail "The file $here/lib/aisystem.jar is missing."

# Nothing of where it was called from goes along.
cd -- "$here" || fail "The folder $here cannot be entered."
unset OLDPWD

exec "$java" -XX:+UseSerialGC -XX:-UsePerfData -Xss512k -Xmx128m -XX:CompressedClassSpaceSize=32m -XX:ReservedCodeCacheSize=48m \
  -cp "$here/lib/aisystem.jar" aisystem.LlmServer --folder "$here" "${options[@]}"
