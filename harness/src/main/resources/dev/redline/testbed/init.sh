#!/bin/bash
# The host's pid 1. Orders come on descriptor 7, answers go to 8; both are lists of NUL-ended words.
# start ID DIRECTORY OUT ERR COUNT ARGUMENT... COUNT NAME=VALUE...  ->  started ID PID
# wait ID                                                            ->  ended ID STATUS
exec 8>&1 </dev/null >/dev/null 2>&1
declare -A pids
take() { IFS= read -r -d '' -u 7 "$1" || exit 0; }
list() {
  local count i word
  take count
  words=()
  for ((i = 0; i < count; i++)); do
    take word
    words+=("$word")
  done
}
launch() {
  exec >"$out" 2>"$err" 7<&- 8>&-
  cd -- "$directory" && exec setsid env -i "${settings[@]}" "${arguments[@]}"
  exit 126
}
# What the disk has to be started with the machine, with what a login sets.
if [[ ${1:-} == boot ]]; then
  # Orders to the one before, of which it may have taken a part.
  while read -r -t 0 -u 7; do IFS= read -r -d '' -u 7 verb || exit 0; done
  for entry in /home/ai/boot/*; do
    [[ -f $entry && -x $entry ]] || continue
    (
      exec 7<&- 8>&-
      cd /home/ai && exec setsid env -i HOME=/home/ai JAVA_HOME=/opt/java LANG=C.UTF-8 \
        PATH=/opt/java/bin:/usr/local/bin:/usr/bin:/bin "$entry"
    ) &
  done
fi
printf 'ready\0' >&8
while :; do
  take verb
  take id
  case $verb in
    start)
      take directory
      take out
      take err
      list
      arguments=("${words[@]}")
      list
      settings=("${words[@]}")
      launch &
      pids[$id]=$!
      printf 'started\0%s\0%s\0' "$id" "$!" >&8
      ;;
    wait)
      wait "${pids[$id]}"
      printf 'ended\0%s\0%s\0' "$id" "$?" >&8
      unset "pids[$id]"
      ;;
  esac
done
