#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the npm packages that the API checks use into build/npm, once.
# Where npm or the network is missing this says so and the checks are skipped,
# unless WMS_NPM=require (CI): then it fails.
set -u
cd "$(dirname "$0")/.." || exit 1
packages='@stoplight/prism-cli@5.14.2 @redocly/cli@1.34.5'
mark=build/npm/installed

[ "$(cat $mark 2>/dev/null)" = "$packages" ] && exit 0
give_up() {
	if [ "${WMS_NPM:-}" = require ]; then
		echo "npm.sh: $1" >&2
		exit 1
	fi
	echo "npm.sh: $1: the checks with prism and redocly are skipped" >&2
	exit 0
}
[ "${WMS_NPM:-}" = require ] && tests/need npm
command -v npm >/dev/null 2>&1 || give_up "npm is not here"
mkdir -p build/npm
echo "Installing into build/npm: $packages"
timeout 900 npm install --no-save --no-audit --no-fund --loglevel=error --prefix build/npm $packages >build/npm/log 2>&1 || {
	tail -5 build/npm/log >&2
	give_up "npm could not install $packages"
}
echo "$packages" >$mark
