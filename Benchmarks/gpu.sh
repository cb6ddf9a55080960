#!/usr/bin/env bash
# Races the engine against PyTorch on a graphics card, and runs the tests that need one.
#
#   Benchmarks/gpu.sh             on a machine with Swift and a card: builds, then races
#   Benchmarks/gpu.sh on HOST     builds here, races on HOST (by ssh; it needs Python with PyTorch, no
#                                 Swift), and brings the results home
#   Benchmarks/gpu.sh pack        builds, and packs all that the other machine needs: .build/gpu.tar.xz
#   Benchmarks/gpu.sh race [DIR]  on the other machine, beside that file: races; results go to DIR
#   Benchmarks/gpu.sh real [DIR]  there too: trains on real data to the end (CONVOLUME_DATA names it)
#
# A race takes less than four minutes. It writes gpu.json, with all figures, gpu.md, to be read, and
# gpu-tests.txt, gpu-check.txt and gpu-algorithms.md beside them; DIR is Benchmarks/results unless given.
# NO_BUILD=1 packs what is built already; TESTS, a regular expression, names the tests that are run.
set -euo pipefail
cd "$(dirname "$0")/.."

ROOT=$PWD
PACK=.build/gpu.tar.xz
FLAGS=(--configuration release --explicit-target-dependency-import-check error)
TESTS=${TESTS:-CUDABackendTests}
ON_CARD=${ON_CARD:-GoldenTests|GoldenRunTests|KernelsTests|WinogradConvolutionTests}

say() { echo "gpu.sh: $*"; }
fail() { echo "gpu.sh: $*" >&2; exit 1; }
. Benchmarks/packing.sh

pack() {
  if [ -z "${NO_BUILD:-}" ]; then
    swift build "${FLAGS[@]}"
    # Builds the tests with the flags that `make test` has, and names them.
    swift test "${FLAGS[@]}" --disable-testable-imports list >/dev/null
  fi
  pack_programs "$PACK" convolume-bench convolumePackageTests.xctest
}

unpack() {
  unpack_programs "$PACK" gpu.sh
  local root
  root=$(cat "$HERE/root")
  if [ "$root" != "$ROOT" ] && [ ! -e "$root" ]; then
    mkdir -p "$(dirname "$root")" && ln -s "$ROOT" "$root"
  fi
  # The very libraries that PyTorch uses, where it comes with its own.
  if [ -z "${CONVOLUME_CUDA_LIBRARIES:-}" ]; then
    CONVOLUME_CUDA_LIBRARIES=$(python3 -c 'import nvidia; print(":".join(nvidia.__path__))' 2>/dev/null || true)
    export CONVOLUME_CUDA_LIBRARIES
  fi
}

race() {
  local out=${1:-Benchmarks/results} lines failed=0
  mkdir -p "$out"
  unpack
  lines=$HERE/lines.jsonl
  engine convolume-bench card check | tee "$out/gpu-check.txt" || fail "there is no card to race on."

  say "tests ($TESTS)"
  engine convolumePackageTests.xctest --testing-library swift-testing --filter "$TESTS" \
    >"$out/gpu-tests.txt" 2>&1 || { failed=1; say "some tests failed; see $out/gpu-tests.txt"; }
  tail -n 1 "$out/gpu-tests.txt"

  say "recorded values of PyTorch, and the kernels' tests, on the card"
  CONVOLUME_GOLDEN_ON_CARD=1 CONVOLUME_KERNELS_ON_CARD=1 \
    engine convolumePackageTests.xctest --testing-library swift-testing --filter "$ON_CARD" \
    >>"$out/gpu-tests.txt" 2>&1 || { failed=1; say "some tests failed; see $out/gpu-tests.txt"; }
  tail -n 1 "$out/gpu-tests.txt"

  say "rounding errors of the convolutions"
  engine convolume-bench card errors | tee "$out/gpu-errors.md" || failed=1

  say "every algorithm of the libraries"
  engine convolume-bench card algorithms >"$out/gpu-algorithms.md" ||
    { failed=1; say "card algorithms failed"; }

  say "the engine, PyTorch, the engine"
  engine convolume-bench card steps --json | tee -a "$lines" || failed=1
  python3 Benchmarks/Peers/torch_gpu.py --ceilings | tee -a "$lines" || failed=1
  engine convolume-bench card steps --json | tee -a "$lines" || failed=1

  if [ -n "${CONVOLUME_DATA:-}" ]; then
    say "an epoch, as one waits for it"
    CONVOLUME_DEVICE=cuda engine convolume-bench lenet5 --mode epoch --json | tee -a "$lines" || failed=1
    python3 Benchmarks/Peers/torch_epoch.py --device cuda | tee -a "$lines" || failed=1
  fi
  python3 Benchmarks/gpu_report.py "$lines" --output "$out/gpu.json"
  [ "$failed" = 0 ] || fail "something gave no figures; see above."
}

real() {
  local out=${1:-Benchmarks/results}
  [ -n "${CONVOLUME_DATA:-}" ] || fail "CONVOLUME_DATA must name the folder with MNIST and CIFAR-10."
  mkdir -p "$out"
  unpack
  export CONVOLUME_DEVICE=cuda
  engine convolume-bench lenet5 --mode accuracy --output "$out/lenet5-mnist-gpu.json"
  engine convolume-bench alexnet --mode accuracy --to-the-end --output "$out/alexnet-cifar10-gpu.json"
}

on() {
  local host=$1 there=convolume-gpu
  pack
  ssh "$host" "mkdir -p $there/.build $there/Tests/Engine"
  tar -cf - Benchmarks "$PACK" Tests/Engine Sources/Engine/CUDABackend/Kernels | ssh "$host" "tar -C $there -xf -"
  ssh -t "$host" "cd $there && CONVOLUME_DATA=${CONVOLUME_DATA_THERE:-} Benchmarks/gpu.sh race results" || true
  ssh "$host" "tar -C $there/results -cf - ." | tar -C Benchmarks/results -xf -
}

case "${1:-here}" in
  here) pack && race ;;
  pack) pack ;;
  race) race ${2:+"$2"} ;;
  real) real ${2:+"$2"} ;;
  on) on "${2:?gpu.sh: on which host?}" ;;
  *) sed -n '2,16s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
