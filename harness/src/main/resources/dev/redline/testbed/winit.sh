# Pid 1 of the world. Descriptor 0 is a pipe from outside: when it closes, this ends and with it all.
# Arguments: a file for errors, the world's folder, the seconds after which this ends whatever became
# of whoever holds the pipe, or nothing; then for each host a count and so many arguments of
# bubblewrap.
exec 3<&0 </dev/null 2>"$1"
folder=$2
lifetime=$3
shift 3
ip link set lo up || exit 41
echo 0 >/proc/sys/user/max_user_namespaces || exit 42

# A network for the host of this number, with a cable to the first host's, which is the world's own.
# A server of logins wants port 22, for which it would else need a capability.
join() {
  local near=10.20.30.$((4 * $1 + 1)) far=10.20.30.$((4 * $1 + 2))
  unshare --net="$folder/net$1" bash -c 'ip -batch - && echo 0 >/proc/sys/net/ipv4/ip_unprivileged_port_start' <<-END || return
	link set lo up
	link add eth0 type veth peer name eth$(($1 - 1)) netns 1
	address add $far/30 dev eth0
	link set eth0 up
	END
  ip -batch - <<-END
	address add $near/30 dev eth$(($1 - 1))
	link set eth$(($1 - 1)) up
	END
}

host() { # number, arguments of bubblewrap
  local number=$1
  shift
  if ((number == 0)); then
    bwrap "$@" 7<"$folder/q" 9<"$folder/f"
  else
    nsenter --net="$folder/net$number" bwrap "$@" 7<"$folder/q$number" 9<"$folder/f$number" >"$folder/a$number"
  fi
}

# A home that outlives its host: bubblewrap's own end with it.
if [[ -d $folder/kept ]]; then
  mount -t tmpfs -o "size=$(<"$folder/size"),mode=0755" none "$folder/kept" || exit 44
fi

# After reboot(2) the kernel tells by a host's end what was asked for: 129 to restart, 130 to switch
# off (reboot_pid_ns in kernel/pid_namespace.c). One that is switched off starts nothing any more.
first() { # arguments of bubblewrap, of which the last has init start what the disk says
  local status
  host 0 "$@"
  status=$?
  [[ ${*: -1} == boot ]] || return
  while ((status == 129)); do
    host 0 "$@"
    status=$?
  done
  ((status != 130)) || host 0 "${@:1:$#-1}"
}

# The clock is one that nobody sets and that goes on while the machine is suspended. The time limit
# of `read` stands still then, so the clock is looked at in spells.
watch() {
  local now end spell
  [[ -n $lifetime ]] || exec cat <&3 >/dev/null
  read -r now _ </proc/uptime
  end=$((${now%.*} + lifetime))
  while read -r now _ </proc/uptime && ((now = ${now%.*}, now < end)); do
    spell=$((end - now < 5 ? end - now : 5))
    read -r -t "$spell" -u 3 || (($? > 128)) || return # above 128 no more than the time was over
  done
}

watch &
watchdog=$!
for ((number = 0; $#; number++)); do
  arguments=("${@:2:$1}")
  shift $((1 + $1))
  ((number == 0)) || join "$number" || exit 43
  # The end of a host ends the watchdog, so that there is one thing to wait for: `wait -n` misses
  # what ended before it was called.
  {
    exec 3<&-
    if ((number == 0)); then first "${arguments[@]}"; else host "$number" "${arguments[@]}"; fi
    kill "$watchdog"
  } &
done
wait "$watchdog"
exit 0
