# Tries to get out. Of each try it tells three NUL-ended words: its name, before it is made, so that
# one that hangs has a name; then "held" or "leaked"; then what was found.
# Arguments: a port where someone outside listens, a folder of the outside, the capabilities that it
# may have, then the address of each host that a cable leads to.
port=$1 outside=$2 powers=$3
neighbours=("${@:4}")
result() { printf '%s\0%s\0' "$1" "$2"; }
equal() { # name, found, expected
  printf '%s\0' "$1"
  if [[ $2 == "$3" ]]; then result held "${2:-none}"; else result leaked "${2:-nothing}, expected ${3:-none}"; fi
}
dial() { # name, path of bash's own network devices
  printf '%s\0' "$1"
  if { echo >&3; } 3<>"$2"; then result leaked 'connected'; else result held 'no connection'; fi
} 2>/dev/null
reach() { # name, address: a refusal can come from the other end of a cable alone
  printf '%s\0' "$1"
  local said
  said=$({ : 3<>"/dev/tcp/$2/9"; } 2>&1)
  case $? in
    0) result held 'connected' ;;
    *) if [[ $said == *refused* ]]; then result held 'refused by the other host'; else result leaked "not reached: $said"; fi ;;
  esac
}
append() { # name, file
  printf '%s\0' "$1"
  if { :; } >>"$2"; then result leaked "$2 opens for writing"; else result held 'refused'; fi
} 2>/dev/null
forbidden() { # name, command...
  printf '%s\0' "$1"
  shift
  "$@" >/dev/null
  case $? in
    0) result leaked "succeeded: $*" ;;
    126 | 127) result leaked "could not be tried: $1 is missing" ;;
    *) result held 'failed' ;;
  esac
} 2>/dev/null

dial 'outside address 192.0.2.1' /dev/tcp/192.0.2.1/80
dial 'outside address 192.0.2.1 by UDP' /dev/udp/192.0.2.1/53
dial 'outside address 2001:db8::1' /dev/tcp/2001:db8::1/80
dial 'loopback of the machine' "/dev/tcp/127.0.0.1/$port"
forbidden 'DNS' getent ahosts outside.example
devices=()
while IFS=: read -r device rest; do
  [[ $rest == *[0-9]* ]] && devices+=("${device// /}")
done </proc/net/dev
expected=(lo)
for ((i = 0; i < ${#neighbours[@]}; i++)); do expected+=("eth$i"); done
equal 'network devices' "${devices[*]}" "${expected[*]}"
for neighbour in "${neighbours[@]}"; do
  reach "cable to $neighbour" "$neighbour"
  dial "beyond the cable to $neighbour" "/dev/tcp/${neighbour%.*}.254/80"
done
routes=0
while read -r device destination gateway rest; do
  [[ $device == Iface ]] && continue
  [[ $gateway == 00000000 && $destination != 00000000 ]] || routes=$((routes + 100))
  routes=$((routes + 1))
done </proc/net/route
equal 'routes, each to one cable' "$routes" "${#neighbours[@]}"
forbidden 'folder of the run' test -e "$outside"
strangers=()
for folder in /proc/[0-9]*; do
  pid=${folder#/proc/}
  [[ $pid == 1 || $pid == "$$" || $pid == "$PPID" ]] || strangers+=("$pid")
done
equal 'other processes' "${strangers[*]}" ''
homes=()
for home in /root /home/*; do [[ -e $home && $home != /home/ai ]] && homes+=("$home"); done
equal 'homes of other users' "${homes[*]}" ''
keys=()
for file in /proc/1/environ /proc/self/environ; do
  while IFS= read -r -d '' entry; do
    name=${entry%%=*}
    [[ ${name^^} =~ KEY|TOKEN|SECRET|PASSW|CREDENTIAL ]] && keys+=("$name")
  done <"$file"
done
equal 'keys in the environment' "${keys[*]}" ''
read -r inside mapped count </proc/self/uid_map
printf '%s\0' 'user outside'
if [[ $mapped != 0 && $count == 1 ]]; then
  result held "$mapped"
else
  result leaked "$inside $mapped $count, expected one user that is not 0"
fi
declare -A status
while read -r name value; do status[${name%:}]=$value; done </proc/self/status
equal 'effective capabilities' "${status[CapEff]}" "$powers"
equal 'permitted capabilities' "${status[CapPrm]}" "$powers"
equal 'ambient capabilities' "${status[CapAmb]}" "$powers"
equal 'no new privileges' "${status[NoNewPrivs]}" 1
equal 'system call filter' "${status[Seccomp]}" 2
append 'core_pattern' /proc/sys/kernel/core_pattern
append 'limit of user namespaces' /proc/sys/user/max_user_namespaces
forbidden 'new user namespace' unshare --user true
read -r line </proc/self/stat
set -- ${line##*) }
printf '%s\0' 'process group'
if [[ $3 -gt 0 && $4 -gt 0 ]]; then
  result held "group $3, session $4"
else
  result leaked "group $3, session $4: 0 is one outside, which kill(0) would reach"
fi
append 'orders of the first process' /proc/1/fd/7
append 'answers of the first process' /proc/1/fd/8
append 'memory of the first process' /proc/1/mem
for place in / /dev /usr /etc /opt/java /run; do append "write to $place" "${place%/}/.x"; done
folders=()
for link in /proc/1/fd/*; do [[ -d $link ]] && folders+=("$link"); done
equal 'folders held open' "${folders[*]}" ''
echo -n 'end'
