#!/bin/sh
# The tests of the pages need a real browser. Installs Debian's Chromium where that
# is possible; elsewhere those tests say that they skip.
set -u
for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  apt-get update -qq && apt-get install -y -qq --no-install-recommends \
    chromium fonts-liberation >/dev/null && exit 0
fi
echo "no Chromium found or installed: the tests of the pages will skip" >&2
exit 0
