#!/usr/bin/env bash
set -euo pipefail
cd /home/coder/coder
npm install
