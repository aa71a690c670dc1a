#!/bin/sh
# The browser tests need Chromium and a Chinese font from the system's packages. Installs what is missing where that is
# possible; elsewhere it says what to install. SKIP_BROWSER=1 leaves the browser tests out.
set -eu

if [ "${SKIP_BROWSER:-}" = 1 ]; then
  echo "浏览器测试已跳过 / browser tests are skipped (SKIP_BROWSER=1)"
  exit 0
fi

missing=""
for name in chromium chromium-browser google-chrome google-chrome-stable; do
  command -v "$name" >/dev/null 2>&1 && found=1 && break
done
[ "${found:-}" = 1 ] || missing="chromium"
if ! command -v fc-list >/dev/null 2>&1 || [ -z "$(fc-list :lang=zh 2>/dev/null | head -n 1)" ]; then
  missing="$missing fonts-noto-cjk fontconfig"
fi
[ -n "$missing" ] || exit 0

run=""
if [ "$(id -u)" != 0 ]; then
  if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then run="sudo"; else run="none"; fi
fi
if command -v apt-get >/dev/null 2>&1 && [ "$run" != none ]; then
  echo "安装 / installing: $missing"
  export DEBIAN_FRONTEND=noninteractive
  $run apt-get update -qq
  # shellcheck disable=SC2086  # a list of packages
  $run apt-get install -y -qq --no-install-recommends $missing >/dev/null
  exit 0
fi
cat >&2 <<MESSAGE
浏览器测试需要：$missing。请用系统的软件包管理器安装，或以 SKIP_BROWSER=1 make test 跳过。
The browser tests need: $missing. Install them with the system's package manager, or skip: SKIP_BROWSER=1 make test
MESSAGE
exit 1
