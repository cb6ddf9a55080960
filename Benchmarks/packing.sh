# What gpu.sh and cores.sh share: programs and their libraries in one file, for a machine without Swift.

# pack FILE PROGRAM...: packs programs of .build/release, stripped, with the libraries that they need.
pack_programs() {
  local file=$1 stage program
  shift
  command -v ldd >/dev/null || fail "packing needs ldd, that is, Linux."
  stage=${file%.tar.xz}
  rm -rf "$stage"
  mkdir -p "$stage/lib"
  for program in "$@"; do
    [ -e ".build/release/$program" ] || fail ".build/release/$program is not there. Leave NO_BUILD out."
    cp ".build/release/$program" "$stage/"
    strip "$stage/$program"
    # Everything but the C library itself, which the other machine has.
    ldd "$stage/$program" | awk '$3 ~ /^\// {print $3}' |
      grep -Ev '/(libc|libm|libdl|librt|libpthread|libresolv|ld-linux[^/]*)\.so' || true
  done | sort -u | while read -r library; do
    cp -L "$library" "$stage/lib/"
    strip --strip-unneeded "$stage/lib/$(basename "$library")" 2>/dev/null || true
  done
  # Tests find recorded values, and the kernels' files, by the path that they were compiled in.
  pwd >"$stage/root"
  tar -C "$stage" -cf - . | xz -T0 -3 >"$file"
  say "packed $(du -h "$file" | cut -f1) into $file"
}

# unpack_programs FILE SCRIPT: unpacks into a folder that goes when the script ends, and names it HERE.
unpack_programs() {
  [ -e "$1" ] || fail "$1 is not there. Run 'Benchmarks/$2 pack' on a machine with Swift."
  HERE=$(mktemp -d)
  trap 'rm -rf "$HERE"' EXIT
  tar -C "$HERE" -xf "$1"
}

# engine PROGRAM...: runs a program that was unpacked, with its libraries.
engine() { LD_LIBRARY_PATH="$HERE/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" "$HERE/$@"; }
