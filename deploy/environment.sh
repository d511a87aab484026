# shellcheck shell=bash
# Makes the Python environment that ./run, ./test and .ci/run share. Source it, then call `prepare_environment LOCK`.
# Needs bash, coreutils and a Python; whatever goes wrong is told in one sentence, with exit code 1.
#   SOTARSA_PYTHON  the interpreter to make the environment with (default: the first fitting one on PATH)
#   SOTARSA_VENV    the folder of the environment (default: .venv beside ./run)

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv=${SOTARSA_VENV:-$root/.venv}
[[ $venv == /* ]] || venv=$root/$venv

# After this, "$venv/bin/python" has exactly what LOCK (a file beside ./run) pins, and our own packages.
# Nothing is installed, nor any Python started, where that was so before.
prepare_environment() {
    local lock=$1 folder
    environment_is_ready "$lock" && return
    for folder in "$root" "${venv%/*}" "$venv"; do
        [[ -w $folder || ! -e $folder ]] ||
            give_up "This user may not write in $folder: start as its owner, or clone the project into a folder of your own."
    done
    mkdir -p "${venv%/*}"
    { flock 9 && { environment_is_ready "$lock" || make_environment "$lock"; }; } 9>"$venv.lock"
}

environment_is_ready() {
    local stamp
    [[ -x $venv/bin/python && -r $venv/$1.stamp && ! -e $venv/installing ]] || return 1
    stamp=$(<"$venv/$1.stamp")
    [[ $stamp == "$(fingerprint "$1")" ]] || return 1
    [[ -z ${SOTARSA_PYTHON:-} || -d $venv/lib/python$(version_of "$SOTARSA_PYTHON") ]]
}

# What an environment depends on: where it lies, which interpreter it was made with, and what was asked of it.
fingerprint() {
    echo "$venv $(readlink -f "$venv/bin/python")"
    (cd "$root" && sha256sum "$1" pyproject.toml)
}

make_environment() {
    local lock=$1 python
    python=$(fitting_python) || exit 1
    if ! environment_is_whole "$python"; then
        echo "Making a Python $(version_of "$python") environment in $venv ..."
        mkdir -p "$venv" && : >"$venv/installing"
        "$python" -m venv --clear "$venv" >"$venv.log" 2>&1 ||
            give_up "Python's venv module failed here: on Debian, 'sudo apt install python3-venv' and start again (details: $venv.log)."
    fi
    : >"$venv/installing"  # an install that is cut short here is begun again from nothing
    echo "Installing the pinned packages (only this once, a minute or two) ..."
    install --require-hashes -r "$root/$lock"
    install --no-deps --no-build-isolation -e "$root"
    fingerprint "$lock" >"$venv/$lock.stamp"
    rm "$venv/installing" "$venv.log"
}

# An environment of that same Python, whose last install was not cut short, can be installed into.
environment_is_whole() {
    [[ ! -e $venv/installing && -d $venv/lib/python$(version_of "$1") ]] && "$venv/bin/python" -c 'import pip' 2>/dev/null
}

install() {
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input "$@" >"$venv.log" 2>&1 && return
    rm "$venv/installing"  # pip gave up by itself, and so took back what it had begun
    give_up "$(why_pip_failed) (details: $venv.log)."
}

why_pip_failed() {
    if grep -q 'No space left on device' "$venv.log"; then
        echo "The disk is full: make room (about 500 MB) and start again"
    elif grep -q 'DO NOT MATCH THE HASHES' "$venv.log"; then
        echo "A downloaded package is not the one that was pinned, so it was not installed: try another network, and report it if it stays so"
    elif grep -qE 'connection broken|NewConnectionError|Could not fetch URL|Max retries|timed out|Temporary failure' "$venv.log"; then
        echo "The pinned packages could not be downloaded: connect to the internet for this first start and try again"
    else
        echo "The pinned packages could not be installed: the last lines of the log say why"
    fi
}

# Prints the interpreter to use. Debian's own python3 comes first: it is the one whose venv module people install.
fitting_python() {
    local candidate version without_venv="" candidates=(python3 python3.13 python3.12 python3.11)
    [[ -z ${SOTARSA_PYTHON:-} ]] || candidates=("$SOTARSA_PYTHON")
    for candidate in "${candidates[@]}"; do
        version=$(version_of "$candidate")
        case $version in
            3.11 | 3.12 | 3.13) ;;
            *) continue ;;
        esac
        if "$candidate" -c 'import ensurepip, venv' 2>/dev/null; then
            echo "$candidate"
            return
        fi
        without_venv=${without_venv:-$version}
    done
    if [[ -n $without_venv ]]; then
        give_up "Python $without_venv has no venv module here: on Debian, 'sudo apt install python3-venv' and start again."
    elif [[ -n ${SOTARSA_PYTHON:-} ]]; then
        give_up "SOTARSA_PYTHON=$SOTARSA_PYTHON is not a working Python 3.11, 3.12 or 3.13: name one that is, or unset it."
    fi
    give_up "No Python 3.11, 3.12 or 3.13 was found (python3 is '$(version_of python3)'): install one, or name it in SOTARSA_PYTHON."
}

version_of() {
    "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || echo none
}

give_up() {
    echo "$*" >&2
    exit 1
}
