#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the npm packages of tests/npm into build/npm, once: prism and redocly,
# which judge the API, and oidc-provider, which signs people in.  Where npm or
# the network is missing this says so and those tests are skipped, unless
# WMS_NPM=require (CI): then it fails.
set -u
cd "$(dirname "$0")/.." || exit 1
lock=tests/npm/package-lock.json

cmp -s $lock build/npm/installed && exit 0
give_up() {
	if [ "${WMS_NPM:-}" = require ]; then
		echo "npm.sh: $1" >&2
		exit 1
	fi
	echo "npm.sh: $1: the tests with prism, redocly and oidc-provider are skipped" >&2
	exit 0
}
if [ "${WMS_NPM:-}" = require ]; then
	tests/need npm || exit 1
fi
command -v npm >/dev/null 2>&1 || give_up "npm is not here"
rm -rf build/npm
mkdir -p build/npm
cp tests/npm/package.json $lock build/npm
echo "Installing prism, redocly and oidc-provider into build/npm"
timeout 600 npm ci --prefix build/npm --no-audit --no-fund --loglevel=error >build/npm/log 2>&1 || {
	tail -5 build/npm/log >&2
	give_up "npm could not install them"
}
cp $lock build/npm/installed
