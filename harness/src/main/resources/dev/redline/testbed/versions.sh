# What programs say of their version: two NUL-ended words for each that is there.
tell() { # name, command...
  command -v "$2" >/dev/null || return
  local said
  said=$("${@:2}" 2>&1 </dev/null)
  said=${said#$'\n'}
  printf '%s\0%s\0' "$1" "${said%%$'\n'*}"
}
tell libc getconf GNU_LIBC_VERSION
for name in bash tar gzip grep sed find xargs python3 perl rsync curl wget ps; do
  tell "$name" "$name" --version
done
tell awk awk -W version
tell coreutils ls --version
tell util-linux setsid --version
tell java /opt/java/bin/java -version
tell ssh ssh -V
tell dropbear dropbear -V
tell ip ip -V
