#!/usr/bin/env bash
# Makes a service of the program on Debian or Ubuntu: its own user, its folder, the units, a first settings file and the
# `hocvuso` command. A second run brings units and command up to date and touches neither settings nor data.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly PLACE=/opt/hocvuso DATA=/var/lib/hocvuso SETTINGS=/etc/hocvuso/hocvuso.env

say() { printf '→ %s\n  %s\n' "$1" "$2"; }
stop() { printf '\n✗ %s\n  %s\n' "$1" "$2" >&2; exit 1; }

[ "$(id -u)" = 0 ] || stop "Only root may do this. Run: sudo make service" "Việc này cần quyền quản trị. Chạy: sudo make service"
[ "$PWD" = $PLACE ] || stop "The units expect the program in $PLACE; this is $PWD. Clone or move it there." \
    "Chương trình phải nằm ở $PLACE; đây là $PWD. Hãy chép sang đó rồi chạy lại."

id hocvuso >/dev/null 2>&1 || useradd --system --home-dir $DATA --shell /usr/sbin/nologin hocvuso
install -d -m 700 -o hocvuso -g hocvuso $DATA
install -d -m 700 /etc/hocvuso
if [ ! -e $SETTINGS ]; then
    # Made here, so that nobody has to paste a key; handed on by the environment, as everybody may read what stands in `ps`.
    secret=$(openssl rand -base64 32)
    (umask 077 && secret=$secret awk '/^HOCVUSO_SECRET=$/ { $0 = $0 ENVIRON["secret"] } { print }' \
        deploy/hocvuso.env.example >$SETTINGS.new && mv $SETTINGS.new $SETTINGS)
    say "The settings are in $SETTINGS: put your plan and your domain there." \
        "Cài đặt nằm ở $SETTINGS: hãy điền kế hoạch và tên miền của xã vào đó."
fi
install -m 644 deploy/hocvuso.service deploy/hocvuso-backup.service deploy/hocvuso-backup.timer /etc/systemd/system/
install -m 755 deploy/hocvuso.sh /usr/local/bin/hocvuso
systemctl daemon-reload
say "The service is installed." "Đã cài dịch vụ xong."
