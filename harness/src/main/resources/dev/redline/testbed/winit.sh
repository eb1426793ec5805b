# Pid 1 of the world. Descriptor 0 is a pipe from outside: when it closes, this ends and with it all.
exec 3<&0 </dev/null 2>"$1"
requests=$2 filter=$3
shift 3
ip link set lo up || exit 41
echo 0 >/proc/sys/user/max_user_namespaces || exit 42
cat <&3 >/dev/null &
watchdog=$!
# The end of the host ends the watchdog, so that there is one thing to wait for: `wait -n` misses
# what ended before it was called.
{
  bwrap "$@" 3<&- 7<"$requests" 9<"$filter"
  kill "$watchdog"
} &
wait "$watchdog"
exit 0
