# Functions of bin/test: what only root can start, for tests of clients with users of their own. Sourced by bash.
#
# A php-fpm, an Nginx and an Apache that root runs, as a distribution has them, the root helper, and what sudo allows the
# user of the tests: the root helper, and the test and the reload of the web servers. All of it is below one folder, which
# PROVISION_TEST_ROOT names, and is removed at the end.

root_packages=(sudo systemd)
client_uids=58000-58999
sudo_helper=/etc/sudoers.d/provision-test-helper
sudo_web=/etc/sudoers.d/provision-test-web
sudo_people=/etc/sudoers.d/provision-test-people

free_port() { node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })'; }

# What a run that was killed has left.
remove_test_clients() {
  local name
  getent passwd | awk -F: '$5 == "login of Provision tests" { print $1 }' | while read -r name; do as_root userdel "$name"; done
  getent passwd | awk -F: '$5 == "client of Provision" && $3 >= 58000 && $3 <= 58999 { print $1 }' | while read -r name; do
    as_root pkill -KILL -u "$name" || true
    # What was killed may be there for a moment.
    as_root userdel --force "$name"
    ! getent group "$name" >/dev/null || as_root groupdel "$name"
  done
  # A user that somebody made meanwhile may have got the next number.
  getent group | awk -F: '$3 >= 58000 && $3 <= 58999 { print $1 }' | while read -r name; do
    getent passwd "$name" >/dev/null || as_root groupdel "$name"
  done
}

# remove_test_sandboxes USER: also what a run that was killed has left.
remove_test_sandboxes() {
  local conf
  for conf in /var/lib/provision-sandbox/*/sandbox.conf; do
    ! grep -qsx "user=$1" "$conf" || bin/sandbox-root remove --folder="$(dirname "$conf")"
  done
}

# add_people USER: two logins, which tests may put into the groups of clients; and everybody that tests look through the
# eyes of.
add_people() {
  local name
  for name in ptest-x ptest-y; do
    as_root useradd --system --user-group --no-create-home --home-dir /nonexistent --comment "login of Provision tests" "$name"
  done
  cat >"$2" <<END
$1 ALL=(ptest-a,ptest-b,ptest-x,ptest-y,www-data,nobody) NOPASSWD: ALL
$1 ALL=(root) NOPASSWD: /usr/sbin/usermod -aG ptest-a ptest-x, /usr/sbin/usermod -aG ptest-b ptest-y
END
  visudo -cqf "$2"
  install -m 440 "$2" "$sudo_people"
}

write_fpm() {
  cat >"$1/fpm.conf" <<END
[global]
pid = $1/run/fpm.pid
error_log = $1/run/fpm.log
daemonize = yes
include = $1/pool.d/*.conf
END
  cat >"$1/pool.d/www.conf" <<END
[www]
user = www-data
group = www-data
listen = $1/run/www.sock
listen.owner = www-data
listen.mode = 0600
pm = ondemand
pm.max_children = 4
END
}

write_nginx() {
  cat >"$1/nginx.conf" <<END
user www-data;
pid $1/run/nginx.pid;
error_log $1/run/nginx.log warn;
worker_processes 1;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path $1/run/body;
  fastcgi_temp_path $1/run/fastcgi;
  proxy_temp_path $1/run/proxy;
  scgi_temp_path $1/run/scgi;
  uwsgi_temp_path $1/run/uwsgi;
  include $1/include/nginx/*.conf;
}
END
}

write_apache() {
  local name
  for name in mpm_event authn_core authz_core mime; do
    echo "LoadModule ${name}_module /usr/lib/apache2/modules/mod_$name.so"
  done >"$1/apache.conf"
  cat >>"$1/apache.conf" <<END
ServerRoot $1/run
ServerName localhost
PidFile $1/run/apache.pid
DefaultRuntimeDir $1/run
Listen 127.0.0.1:$2
ErrorLog $1/run/apache.log
User www-data
Group www-data
TypesConfig /etc/mime.types
<Directory />
  Require all denied
  AllowOverride None
</Directory>
IncludeOptional $1/include/apache/*.conf
END
}

# start_root_parts FOLDER USER
start_root_parts() {
  local folder=$1 user=$2 version nginx_port apache_port web systemd
  remove_test_clients
  remove_test_sandboxes "$user"
  as_root mkdir -p "$folder" "$folder/pool.d" "$folder/run" "$folder/include/nginx" "$folder/include/apache" "$folder/srv"
  as_root chown "$user" "$folder/include/nginx" "$folder/include/apache" "$folder/srv"
  version=$(php -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;')
  nginx_port=$(free_port)
  apache_port=$(free_port)
  write_fpm "$folder"
  write_nginx "$folder"
  write_apache "$folder" "$apache_port"
  systemd=
  if bin/own-systemd start "$folder" 9>&-; then systemd="$folder/units $folder/in-systemd"; else say 'systemd cannot run here: tests of fpm_unit are skipped'; fi
  bin/install-root-helper --systemd="$systemd" --user="$user" --web-user=www-data --folder="$folder/helper" --state="$folder/state" \
    --sudoers="$sudo_helper" --uids="$client_uids" \
    "--php=$version:$folder/pool.d:$folder/run/fpm.pid:/usr/sbin/php-fpm$version --test --fpm-config $folder/fpm.conf" >&2
  web="/usr/sbin/nginx -e $folder/run/nginx.log -c $folder/nginx.conf, /usr/sbin/apache2 -f $folder/apache.conf"
  printf '%s ALL=(root) NOPASSWD: ' "$user" >"$folder/web.sudoers"
  printf '%s\n' "$web" | sed 's/, /\n/' | while read -r words; do
    case $words in *nginx*) printf '%s -t, %s -s reload, ' "$words" "$words" ;; *) printf '%s -t, %s -k graceful\n' "$words" "$words" ;; esac
  done >>"$folder/web.sudoers"
  visudo -cqf "$folder/web.sudoers"
  install -m 440 "$folder/web.sudoers" "$sudo_web"
  add_people "$user" "$folder/people.sudoers"
  prlimit --nproc=1000 "/usr/sbin/php-fpm$version" --fpm-config "$folder/fpm.conf"
  /usr/sbin/nginx -e "$folder/run/nginx.log" -c "$folder/nginx.conf"
  /usr/sbin/apache2 -f "$folder/apache.conf" -k start
  bin/sandbox-root install --user="$user" --home="$folder/srv/clients-home"
  echo "$user" >"$folder/user"
  cat >"$folder/parts.json" <<END
{
  "helper": "$folder/helper/provision-root",
  "state": "$folder/state",
  "version": "$version",
  "systemd": "${systemd:+$folder/in-systemd}",
  "units": "$folder/units",
  "srv": "$folder/srv",
  "clientsHome": "$folder/srv/clients-home",
  "include": "$folder/include",
  "sharedSocket": "$folder/run/www.sock",
  "nginx": { "port": $nginx_port, "command": "sudo -n /usr/sbin/nginx -e $folder/run/nginx.log -c $folder/nginx.conf" },
  "apache": { "port": $apache_port, "command": "sudo -n /usr/sbin/apache2 -f $folder/apache.conf" }
}
END
}

# end_root_parts FOLDER
end_root_parts() {
  local name pid
  bin/own-systemd stop "$1"
  for name in nginx apache fpm; do
    pid=$(cat "$1/run/$name.pid" 2>/dev/null) || continue
    kill "$pid" 2>/dev/null || true
    timeout 20 tail --pid="$pid" -f /dev/null || kill -KILL "$pid" 2>/dev/null || true
  done
  rm -f "$sudo_helper" "$sudo_web" "$sudo_people"
  [ ! -f "$1/user" ] || remove_test_sandboxes "$(cat "$1/user")"
  remove_test_clients
  as_root rm -rf "$1"
}
