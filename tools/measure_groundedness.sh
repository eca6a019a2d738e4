#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The figures of docs/evaluation.md: how much the default model's replies rest on the knowledge, beside references and
# strangers' responses, and greedy search beside beams. Leaves runs with their reports in FOLDER.
#
# usage: measure_groundedness.sh GODEL DIALOGS FOLDER [LIMIT]      DIALOGS: a folder with cmu_dog.jsonl.gz and topical_chat.jsonl.gz
set -euo pipefail
if [ $# -lt 3 ]; then
  sed -n '6p' "$0" >&2
  exit 2
fi
godel=$1 dialogs=$2 folder=$3 limit=${4:-200}
mkdir -p "$folder"
for corpus in cmu_dog topical_chat; do
  data=$folder/$corpus.jsonl
  [ -e "$data" ] || "$godel" dataset convert --from dialogs "$dialogs/$corpus.jsonl.gz" --split dev --output "$data"
  for beams in 1 5; do
    "$godel" evaluate --data "$data" --limit "$limit" --num-beams "$beams" --groundedness --force --output "$folder/$corpus-$beams"
  done
  "$godel" evaluate compare "$folder/$corpus-1" "$folder/$corpus-5" --force --output "$folder/$corpus-comparison"
done
