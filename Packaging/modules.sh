# Read by other scripts: the C libraries that the engine's modules mention, and where their maps are.

# Each has a folder of this name in Sources/Base.
libraries='COpenBLAS CZlib CPNG CTurboJPEG CCrypto'

# Prints what the compiler is told to find the headers: map_arguments BASE BUILD
map_arguments() {
  for library in $libraries CKernels/include; do
    map=$1/$library/module.modulemap
    [ -e "$map" ] || map=$2/CKernels.build/module.modulemap
    echo "-Xcc -fmodule-map-file=$map"
  done
  echo "-Xcc -I/usr/include/$(uname -m)-linux-gnu/openblas-pthread"
}
