#!/usr/bin/env bash
# Sets up everything under .venv from requirements.lock. This file installs nothing outside the project's folder.
# A second run finds both stamps, does nothing and needs no network; a half-made .venv has no stamp and is made anew.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly VENV=.venv
readonly LOCK_STAMP=$VENV/lock.stamp PROJECT_STAMP=$VENV/project.stamp
readonly NEEDED_MB=1500

# The person who sets this up may read English or Vietnamese, so every line says it in both.
say() { printf '→ %s\n  %s\n' "$1" "$2"; }
stop() { printf '\n✗ %s\n  %s\n' "$1" "$2" >&2; exit 1; }

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

# Python 3.11 first because the lock is made with it; a pyenv shim may exist and still not run, hence the trial.
find_python() {
    local candidate
    for candidate in ${PYTHON:-python3.11 python3.12 python3.13 python3.14 python3 python}; do
        if new_enough "$candidate"; then command -v "$candidate"; return; fi
    done
    stop "Python 3.11 or newer is needed; found: $(seen_python). On Debian or Ubuntu: sudo apt install python3.11 python3.11-venv. If it is elsewhere: PYTHON=/path/to/python3.11 make setup" \
        "Cần Python 3.11 trở lên; máy này đang có: $(seen_python). Cài Python mới rồi chạy lại lệnh vừa rồi."
}

seen_python() { "${PYTHON:-python3}" --version 2>/dev/null || echo "${PYTHON:-none}"; }

check_folder() {
    [ -w . ] && { [ ! -e $VENV ] || [ -w $VENV ]; } ||
        stop "This folder is not writable for $(id -un): $PWD. Give yourself the right (chown, chmod) or clone into a folder of your own." \
            "Không ghi được vào thư mục này. Hãy đổi quyền hoặc tải mã nguồn về một thư mục của mình."
}

check_disk() {
    local free_mb
    free_mb=$(df -Pm . | awk 'NR == 2 { print $4 }')
    [ "$free_mb" -ge $NEEDED_MB ] ||
        stop "The disk is nearly full: $free_mb MB free, $NEEDED_MB MB needed. Free some space and run this again." \
            "Ổ đĩa gần đầy: còn $free_mb MB, cần $NEEDED_MB MB. Hãy dọn bớt rồi chạy lại."
}

# Debian ships Python without the part that makes virtual environments.
check_venv_module() {
    "$1" -c 'import venv, ensurepip' 2>/dev/null ||
        stop "This Python cannot make virtual environments. On Debian or Ubuntu: sudo apt install python3-venv" \
            "Python trên máy này thiếu phần venv. Trên Debian/Ubuntu hãy chạy: sudo apt install python3-venv"
}

# The folder is part of the stamp because a virtual environment that was moved or copied no longer works.
lock_is() { printf '%s %s\n' "$(cksum <requirements.lock)" "$PWD"; }
project_is() { cksum <pyproject.toml; }
stamped() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }
ready() { stamped $LOCK_STAMP "$(lock_is)" && $VENV/bin/python -c '' 2>/dev/null; }

make_venv() {
    local python
    check_folder
    check_disk
    python=$(find_python)
    check_venv_module "$python"
    say "Making .venv with $("$python" --version)" "Đang tạo môi trường Python riêng cho chương trình"
    "$python" -m venv --clear $VENV
}

# pip talks a lot; people see how far it is, and all of what it said only when it fails.
progress() { awk '/^Collecting/ && ++n % 20 == 0 { print "  … " n; fflush() }'; }

pip_install() {
    $VENV/bin/python -m pip install --disable-pip-version-check --no-input --progress-bar off "$@" 2>&1
}

install_lock() {
    local log=$VENV/pip.log
    say "Installing $(grep -c '^[A-Za-z].*==' requirements.lock) packages; this takes a minute or two, once" \
        "Đang cài các gói cần thiết; chỉ một lần, mất vài phút"
    pip_install --require-hashes --only-binary :all: -r requirements.lock | tee $log | progress || explain $log
}

explain() {
    tail -n 15 "$1" >&2
    case $(cat "$1") in
        *"No space left"*) stop "The disk is full. Free some space and run this again." "Ổ đĩa đã đầy. Hãy dọn bớt rồi chạy lại." ;;
        *"DO NOT MATCH THE HASHES"*) stop "A package is not the one the lock names. Do not go on; run this again on a network you trust." \
            "Gói tải về không đúng với danh sách đã khóa. Hãy thử lại bằng mạng đáng tin cậy." ;;
        *"establish a new connection"* | *"timed out"* | *"name resolution"*) stop "The package index cannot be reached. Check the network (or HTTPS_PROXY) and run this again." \
            "Không kết nối được kho gói. Hãy kiểm tra mạng rồi chạy lại." ;;
        *) stop "Installing failed; the lines above say why, all of them are in $1. Put that right and run this again." \
            "Cài đặt chưa xong; lý do ở các dòng trên. Sửa xong hãy chạy lại." ;;
    esac
}

# A plain path entry: new packages and files of the tree are seen at once, and start-up pays for no import hook.
install_project() {
    local log=$VENV/project.log
    say "Adding the hocvuso command" "Đang thêm lệnh hocvuso"
    pip_install --no-deps --no-build-isolation --no-index --config-settings editable_mode=compat -e . >$log || explain $log
}

# Two helpers or terminals may start at once: the second waits and then finds everything done.
one_at_a_time() { if command -v flock >/dev/null; then exec 9<. && flock 9; fi; }

main() {
    one_at_a_time
    if ! ready; then
        make_venv
        install_lock
        lock_is >$LOCK_STAMP
    fi
    if ! stamped $PROJECT_STAMP "$(project_is)"; then
        install_project
        project_is >$PROJECT_STAMP
        say "Set up." "Đã cài đặt xong."
    fi
}

main
