# Functions of bin/test and bin/demo: install Debian packages, switch users, stop servers. Sourced by bash.

# Servers and tools that the sandbox, the tests and the demo use. The -core package of MariaDB has no system service.
packages=(
  nginx libnginx-mod-http-brotli-filter apache2 mariadb-server-core mariadb-client php-fpm php-cli php-mysql
  wordpress wordpress-theme-twentytwentythree
  acl curl procps rsync util-linux
)

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "error: $*"
  exit 1
}

# Whether as_root works: as root, or with sudo without a password.
has_root() { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

home_of() { getent passwd "$1" | cut -d: -f6; }

# in_session WORD… COMMAND…: in a session of its own, so that it can neither type into this terminal nor take it. Words
# are for setpriv. Ends when this shell ends, for Ctrl-C does not reach it there.
in_session() {
  setsid setpriv --pdeathsig=TERM "$@" <&0 &
  wait $!
}

# with_pipes COMMAND…: the command sees pipes where this shell has a terminal, because an open terminal can be read.
with_pipes() {
  if [ -t 1 ] || [ -t 2 ]; then
    { "$@" 2>&1 1>&3 3>&- | cat >&2; } 3>&1 | cat
  else
    "$@"
  fi
}

# as_user USER COMMAND…: runs it without root's terminal.
as_user() {
  local user=$1
  shift
  if [ "$user" = "$(id -un)" ]; then "$@"; else
    with_pipes in_session --reuid="$user" --regid="$(id -g "$user")" --init-groups -- \
      env HOME="$(home_of "$user")" USER="$user" LOGNAME="$user" "$@"
  fi
}

is_installed() { [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

missing_packages() {
  local package
  for package in "$@"; do
    is_installed "$package" || printf '%s\n' "$package"
  done
}

policy=/usr/sbin/policy-rc.d

# Server packages start their servers at once, unless this file forbids it.
forbid_services() {
  [ -e "$policy.provision" ] || ! as_root test -e "$policy" || as_root mv "$policy" "$policy.provision"
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
  as_root chmod 755 "$policy"
}

allow_services() {
  as_root rm -f "$policy"
  ! as_root test -e "$policy.provision" || as_root mv "$policy.provision" "$policy"
}

units() { systemctl list-unit-files --type=service --state=enabled --no-legend 2>/dev/null | cut -d' ' -f1 | sort || true; }

# Disables units that a package has enabled, so that they do not start at boot.
disable_units_since() {
  local unit
  for unit in $(comm -13 <(printf '%s\n' "$1") <(units)); do
    as_root systemctl disable --quiet "$unit" && say "disabled the new service $unit: the sandbox has its own"
  done
}

# install_packages PACKAGE…: installs the missing ones; if this user may not, names them and returns 1.
install_packages() {
  local missing before
  missing=$(missing_packages "$@" | tr '\n' ' ')
  [ -n "$missing" ] || return 0
  if ! has_root; then
    say "not installed: $missing"
    say "  fix: sudo apt-get install --no-install-recommends $missing"
    return 1
  fi
  say "installing $missing"
  before=$(units)
  # In a subshell, so that services are always allowed again at the end.
  (
    trap allow_services EXIT
    trap 'exit 130' INT TERM
    forbid_services
    as_root apt-get update -qq
    # shellcheck disable=SC2086 # one word for each package
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -o DPkg::Lock::Timeout=120 -qq -y --no-install-recommends $missing
  ) >&2 </dev/null
  [ ! -d /run/systemd/system ] || disable_units_since "$before"
}

check_node() {
  command -v node >/dev/null || fail 'node is not installed; Node.js 20.20 or newer is needed'
  node -e 'const [major, minor] = process.versions.node.split("."); process.exit(major > 20 || (major == 20 && minor >= 20) ? 0 : 1)' ||
    fail "Node.js $(node --version) is too old; 20.20 or newer is needed"
}

# Runs npm as the owner of the checkout, also if root calls it.
npm_here() {
  local owner
  owner=$(id -un)
  [ "$owner" != root ] || owner=$(id -un "$(stat -c %u .)" 2>/dev/null || echo root)
  as_user "$owner" env npm_config_update_notifier=false npm "$@"
}

install_libraries() {
  [ node_modules/.package-lock.json -nt package-lock.json ] || npm_here ci --no-audit --no-fund
}

# Stops the sandboxes below a folder, by the pid files of their servers.
end_servers_below() {
  local file pid
  find "$1" -path '*/sandbox/run/*.pid' 2>/dev/null | while read -r file; do
    pid=$(cat "$file")
    if grep -qaF "${file%/run/*}" "/proc/$pid/cmdline" 2>/dev/null; then
      kill "$pid" 2>/dev/null || true
      timeout 60 tail --pid="$pid" -f /dev/null || kill -KILL "$pid" 2>/dev/null || true
    fi
  done
}
