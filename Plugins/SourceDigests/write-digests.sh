# write-digests.sh engine PACKAGE OUTPUT: writes digests of the sources that results depend on.
# write-digests.sh generator PACKAGE OUTPUT: the same of what makes the file of a cell, and compiles it.
#
# A digest is the SHA-256 of a list with a line for each file: the SHA-256 of its content, and its path
# within the package. So two clones of one commit agree, and one changed byte, or one new file, does not.
set -eu
kind=$1
output=$3
cd "$2"
LC_ALL=C
export LC_ALL

if command -v sha256sum >/dev/null; then sum='sha256sum'; else sum='shasum -a 256'; fi

# digest PATH...: of all files at or below the paths, except hidden ones.
digest() {
  find "$@" -type f ! -name '.*' | sort | tr '\n' '\0' | xargs -0 $sum | $sum | cut -d ' ' -f 1
}

if [ "$kind" = generator ]; then
  {
    echo '// Written by Plugins/SourceDigests at each build.'
    echo
    echo '/// What the files of cells are made by, and with which options they are compiled.'
    echo 'enum GeneratorSources {'
    echo '  /// The SHA-256 of the sources.'
    # Running them has no part in it.
    parts=$(ls -d Sources/Book/Execution/* | grep -v /Running)
    echo "  static let digest = \"$(digest $parts)\""
    echo '}'
  } >"$output.new"
  mv "$output.new" "$output"
  exit
fi

# What names at the top level a file adds to a cell that imports it.
names() {
  cat "$@" \
    | sed -nE 's/^(@[A-Za-z_]+(\([^)]*\))? )*(public|open) (final |indirect )*(struct|class|enum|protocol|actor|func|let|var|typealias|macro) ([A-Za-z_][A-Za-z0-9_]*).*/\6/p' \
    | sort -u
}

# What a network computes, how a run is trained, and how both are compiled.
engine=$({
  digest Sources/Engine Sources/Base Sources/Cells/Convolume/Training*.swift
  grep -E 'Settings|Flags' Package.swift
} | $sum | cut -d ' ' -f 1)
# What any cell runs in: how it hands over values, and what it draws with.
cells=$(digest Sources/Cells Sources/Drawing/Graphics Sources/Drawing/Plots Sources/Base/Contracts Sources/Base/CSystemUse \
  Sources/App/ConvolumeWorker)

modules=$(ls Sources/Engine | sed -nE 's/^([A-Za-z0-9_]+)$/\1/p')
# Of the cells' own module, the files that call the engine, and those that do not.
own=$(find Sources/Cells/Convolume -name '*.swift')
callers=$(grep -lE '^import (Tensors|NeuralNetworks|Datasets)$' $own)
others=$(grep -LE '^import (Tensors|NeuralNetworks|Datasets)$' $own)
# `record` takes a data set too, but whoever has one has named the engine before.
shared=$(names $others)

{
  echo '// Written by Plugins/SourceDigests at each build.'
  echo
  echo '/// What this program was built from.'
  echo 'package enum BuiltFrom {'
  echo '  /// The SHA-256 of the sources of all that computes.'
  echo "  package static let engine = \"$engine\""
  echo '  /// The SHA-256 of the sources of what every cell runs in.'
  echo "  package static let cells = \"$cells\""
  echo '  /// The modules of the engine.'
  echo '  package static let engineModules: Set<String> = ['
  for name in $modules; do echo "    \"$name\","; done
  echo '  ]'
  echo '  /// The names by which a cell can come to the engine: modules, types and functions.'
  echo '  package static let engineNames: Set<String> = ['
  { echo "$modules"; names $(find Sources/Engine -name '*.swift') $callers; } | sort -u \
    | grep -vxF "$shared" \
    | while read -r name; do echo "    \"$name\","; done
  echo '  ]'
  echo '}'
} >"$output.new"
mv "$output.new" "$output"
