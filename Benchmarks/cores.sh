#!/usr/bin/env bash
# Races the engine against PyTorch on 1, 2, 4, 8 and 16 threads of a machine.
#
#   Benchmarks/cores.sh             on a machine with Swift: builds, then races
#   Benchmarks/cores.sh pack        builds, and packs all that another machine needs: .build/cores.tar.xz
#   Benchmarks/cores.sh race [DIR]  there, beside that file and Benchmarks/: races; results go to DIR
#
# The other machine needs Python with PyTorch, no Swift. A race takes less than seven minutes. It writes
# cores.json, with all figures, and cores.md, to be read; DIR is Benchmarks/results unless given.
# NO_BUILD=1 packs what is built already; THREADS="1 2 4" names other numbers of threads, and PYTHON
# another Python.
set -euo pipefail
cd "$(dirname "$0")/.."

PACK=.build/cores.tar.xz
FLAGS=(--configuration release --explicit-target-dependency-import-check error)

say() { echo "cores.sh: $*"; }
fail() { echo "cores.sh: $*" >&2; exit 1; }
. Benchmarks/packing.sh

pack() {
  [ -n "${NO_BUILD:-}" ] || swift build "${FLAGS[@]}" --product convolume-bench
  pack_programs "$PACK" convolume-bench
}

race() {
  local out=${1:-Benchmarks/results}
  unpack_programs "$PACK" cores.sh
  "${PYTHON:-python3}" Benchmarks/cores.py --engine "$HERE/convolume-bench" --libraries "$HERE/lib" \
    --output "$out/cores.json" ${THREADS:+--threads $THREADS}
}

case "${1:-here}" in
  here) pack && race ;;
  pack) pack ;;
  race) race ${2:+"$2"} ;;
  *) sed -n '2,12s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
