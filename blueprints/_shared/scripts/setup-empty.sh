#!/usr/bin/env bash
set -euo pipefail
# What the workspace needs before the agent starts.
