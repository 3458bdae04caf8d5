#!/bin/sh
# Any hocvuso command as the service's own user, with its settings, in its folder: a file named without a folder lands in
# /var/lib/hocvuso. `make service` installs it as /usr/local/bin/hocvuso. (docs/operate.md, step 4)
[ "$(id -u)" = 0 ] || exec sudo "$0" "$@"
exec systemd-run --pipe --wait --quiet --collect \
    --property=User=hocvuso --property=UMask=0077 --property=StateDirectory=hocvuso --property=StateDirectoryMode=0700 \
    --property=WorkingDirectory=/var/lib/hocvuso --property=EnvironmentFile=/etc/hocvuso/hocvuso.env \
    --setenv=HOCVUSO_DB=/var/lib/hocvuso/hocvuso.db \
    /opt/hocvuso/.venv/bin/hocvuso "$@"
