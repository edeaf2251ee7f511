#!/bin/sh
# Installs the system packages that Hikae builds and runs with, those that are missing, and says which.
# Debian 12 and Ubuntu 22.04 or later; needs root or sudo only when something is missing.
set -eu

packages="libssl-dev libsqlite3-dev libpq-dev libisal-dev libexpat1-dev libarchive-dev libroaring-dev libsodium-dev libcurl4-openssl-dev libcryptsetup-dev libp11-kit-dev libpango1.0-dev libqrencode-dev fonts-ipamj-mincho fonts-noto-cjk poppler-utils poppler-data pkg-config ca-certificates git"
[ "${1:-}" = test ] && packages="$packages curl openssl python3 zip postgresql golang-go golang-golang-x-mod-dev gcc libc6-dev fuse3 libfuse3-dev softhsm2 glewlwyd"
# Where CHROMIUM and CHROMEDRIVER name a browser that is there already, Debian's is not asked for: Ubuntu has none as a package.
browser="chromium chromium-driver"
[ -n "${CHROMIUM:-}" ] && [ -n "${CHROMEDRIVER:-}" ] && browser=""
case "${1:-}" in test | browse) packages="$packages $browser python3-selenium python3-venv" ;; esac

missing=""
for package in $packages; do
  dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing="$missing $package"
done
if [ -n "$missing" ]; then
  echo "Installing system packages:$missing" >&2
  sudo=""
  [ "$(id -u)" = 0 ] || sudo="sudo"
  $sudo apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $missing >&2 || {
    echo "error: not all of these could be installed:$missing" >&2
    case "$missing " in *" chromium"*)
      echo "The pages are tested in Chromium. Where it is no package, CHROMIUM and CHROMEDRIVER name the two programs." >&2 ;;
    esac
    exit 1
  }
  # Debian starts it as a service, with a password that everybody knows: the tests start their own.
  case "$missing " in *" glewlwyd "*)
    if [ -d /run/systemd/system ]; then $sudo systemctl disable --now glewlwyd >&2 || true
    else
      $sudo service glewlwyd stop >&2 || true
      $sudo update-rc.d glewlwyd disable >&2 || true
    fi ;;
  esac
fi

if ! command -v swift >/dev/null 2>&1; then
  echo "error: no Swift toolchain found. Install Swift 6.2 or later from swift.org and call this again." >&2
  exit 2
fi
