# Everything a reader needs to type: `make handouts` and `make test`.

SWIFT   ?= swift
PROFILE ?= quick
# Which real data a render fetches where it is absent: mnist (11 MB), full (CIFAR-10 too, 170 MB), none.
DATA    ?= mnist
# How many chapters run at once. Two make a render shorter by a quarter on two cores, and the times that
# chapters measure those of a shared machine.
JOBS    ?= 1
# One configuration for product, tests and benchmarks, so that each module is compiled once.
FLAGS    = --configuration release --explicit-target-dependency-import-check error
CONVOLUME = .build/release/convolume

# A render needs the packages of packages.txt that stand alone, the tests those as well that have `test`
# behind them, and `make deb` those with `deb`.
RENDERING := $(shell sed -e 's/\#.*//' packages.txt | awk 'NF == 1 { print $$1 }')
TESTING   := $(shell sed -e 's/\#.*//' packages.txt | awk 'NF == 1 || $$2 == "test" { print $$1 }')
PACKING   := $(shell sed -e 's/\#.*//' packages.txt | awk 'NF == 1 || $$2 == "deb" { print $$1 }')
PACKAGES   = $(RENDERING)
FORMULAS   = openblas zlib libpng jpeg-turbo openssl@3 zeromq cmark-gfm cairo pango harfbuzz qpdf
FORMATTED = Package.swift Sources Tests

.PHONY: help handouts guide docs test deps build-tests build install uninstall manual deb lint bench \
  compare exchange nvrtc jupyter renders tsan clean

# Where `make install` puts the program; below DESTDIR, if it is given, as packagers do.
PREFIX  ?= /usr/local
DESTDIR ?=

help:
	@echo 'make handouts   install what is missing, build, render the chapters into output/'
	@echo '                (PROFILE=full runs every experiment at full length; DATA=full fetches'
	@echo '                CIFAR-10 besides MNIST, DATA=none nothing; JOBS=2 runs two chapters at once)'
	@echo 'make guide      install what is missing, build, render the handbook into guide/output/'
	@echo 'make docs       write the library'"'"'s documentation, by DocC, into .build/docs/'
	@echo 'make test       install what is missing, build, run all tests'
	@echo 'make deps       install the packages of packages.txt that a render needs and that are absent'
	@echo 'make build      build .build/release/convolume'
	@echo 'make install    build, and install below PREFIX (/usr/local); make uninstall takes it away'
	@echo 'make deb        build .build/convolume_<version>_<architecture>.deb'
	@echo 'make lint       check that the code is formatted as .swift-format says'
	@echo 'make bench      time the engine on LeNet-5 and AlexNet'
	@echo 'make compare    time it beside PyTorch and TensorFlow, which are installed into .build/'
	@echo 'make exchange   trade weights with PyTorch both ways; into .build/ as well'
	@echo 'make nvrtc      install the compiler of CUDA kernels into .build/, for tests without a card'
	@echo 'make jupyter    test the Jupyter kernel by clients of Jupyter that are installed into .build/'
	@echo 'make renders    render a small book 500 times in a row and compare every file'
	@echo 'make tsan       build product and tests with ThreadSanitizer into .build-tsan/, and run them'
	@echo 'make clean      remove what renders made; .build/ stays'

handouts: build
	@echo 'make handouts: rendering; the first time, every experiment runs: $(RENDERING_TIME)'
	@$(if $(SETS),$(CONVOLUME) data fetch $(SETS) --optional --wait 10,:)
	$(CONVOLUME) render --profile $(PROFILE) --jobs $(JOBS)
	$(CONVOLUME) render --profile $(PROFILE) --jobs $(JOBS) --edition student

# The chapter on the command line is made of what the program that was just built says of itself.
guide: build
	$(CONVOLUME) --experimental-dump-help > guide/command-line.json
	$(CONVOLUME) render guide --jobs 2 --strict

docs: build
	Packaging/docs .build/release .build/docs

SETS_none  =
SETS_mnist = mnist
SETS_full  = mnist cifar10
SETS = $(if $(filter none mnist full,$(DATA)),$(SETS_$(DATA)),$(error DATA is none, mnist or full, not '$(DATA)'))

RENDERING_TIME = $(if $(filter quick,$(PROFILE)),about 3 minutes,up to an hour)

# Tests use package access, never @testable, and so reuse the product's own objects.
test: PACKAGES = $(TESTING)
test: FORMULAS += poppler tidy-html5
test: build
	SWIFT='$(SWIFT)' Tests/run $(FLAGS) --disable-testable-imports

build: deps
	@if [ -x $(CONVOLUME) ]; then echo 'make build: building what has changed'; \
	else echo 'make build: the first build, $(BUILDING_TIME) on two cores'; fi
	@$(if $(SYNTAX),rm -rf $(PARSER:%=.build/release/Modules/%.*),:)
	$(SWIFT) build $(FLAGS)

# As in Package.swift: the compiler's parser, from the toolchain where it has one.
PARSER  = SwiftSyntax SwiftParser SwiftOperators SwiftIDEUtils
SYNTAX := $(if $(filter package,$(CONVOLUME_SWIFT_SYNTAX)),,$(wildcard \
  $(dir $(realpath $(shell command -v swiftc)))../lib/swift/host/SwiftSyntax.swiftmodule))
BUILDING_TIME = $(if $(SYNTAX),about five and a half minutes,about 15 minutes)

install: manual
	Packaging/install put '$(DESTDIR)' '$(PREFIX)' .build/release .build/manual

uninstall:
	Packaging/install remove '$(DESTDIR)' '$(PREFIX)'

deb: PACKAGES = $(PACKING)
deb: manual
	Packaging/deb .build/release .build/manual

# A page for each command, from what the argument parser knows.
manual: build
	$(SWIFT) package generate-manual --multi-page
	Packaging/manual .build/plugins/GenerateManual/outputs/ConvolumeCLI .build/manual

lint:
	$(SWIFT) format lint --strict --recursive $(FORMATTED)

bench: build
	Benchmarks/run

compare: build
	Benchmarks/compare.py

# Networks trained on either side compute the same scores on the other, through safetensors.
EXCHANGE = .build/exchange
PEER     = .build/peers/torch/bin/python
WEIGHTS  = Tests/Cells/ConvolumeTests/Golden/weights.py

exchange: build
	test -x $(PEER) || python3 -m venv .build/peers/torch
	$(PEER) -m pip install --quiet -r Benchmarks/Peers/torch.txt safetensors
	$(PEER) $(WEIGHTS) write $(EXCHANGE)
	CONVOLUME_EXCHANGE=$(EXCHANGE) $(SWIFT) test $(FLAGS) --disable-testable-imports --filter ExchangeTests
	$(PEER) $(WEIGHTS) read $(EXCHANGE)

# NVRTC needs neither a card nor its driver; with it, the tests compile every file of kernels.
nvrtc:
	test -d .build/nvrtc/nvidia || \
	  python3 -m pip install --quiet --target .build/nvrtc nvidia-cuda-nvrtc==13.0.88

# The kernel by Jupyter's own clients: the tests that its authors have for kernels, and the notebooks that
# were rendered last. RUN=02 runs those alone whose names begin so.
CLIENTS = .build/peers/jupyter
RUN    ?=

jupyter: build
	test -x $(CLIENTS)/bin/python || python3 -m venv $(CLIENTS)
	$(CLIENTS)/bin/python -m pip install --quiet -r Benchmarks/Peers/jupyter.txt
	$(CONVOLUME) kernel install --prefix $(CLIENTS)
	$(CLIENTS)/bin/python Tests/Jupyter/suite.py
	$(CLIENTS)/bin/python Tests/Jupyter/notebooks.py output/notebooks $(RUN)

renders: build
	Benchmarks/renders

tsan: PACKAGES = $(TESTING)
tsan: deps
	Tests/ThreadSanitizer/run

clean:
	rm -rf .convolume guide/.convolume guide/output guide/command-line.json
	find output -mindepth 1 ! -name README.md -delete

# Installs only what is absent, so that a machine which has everything needs no root and no network.
deps:
	@if [ "$$(uname)" = Darwin ]; then \
	  absent=; for f in $(FORMULAS); do brew list "$$f" >/dev/null 2>&1 || absent="$$absent $$f"; done; \
	  [ -z "$$absent" ] || { \
	    echo "make deps: these Homebrew formulas are missing. Run: brew install$$absent" >&2; exit 1; }; \
	else \
	  command -v dpkg-query >/dev/null || { \
	    echo 'make deps: packages.txt names Debian packages, and this system has no dpkg.' >&2; \
	    echo 'Install their counterparts by hand, then run swift build yourself.' >&2; exit 1; }; \
	  absent=; for p in $(PACKAGES); do \
	    dpkg-query -W -f '$${Status}' "$$p" 2>/dev/null | grep -q 'ok installed' || absent="$$absent $$p"; \
	  done; \
	  [ -z "$$absent" ] && exit 0; \
	  echo "Installing$$absent"; \
	  if [ "$$(id -u)" = 0 ]; then root=; elif command -v sudo >/dev/null; then root=sudo; else \
	    echo "make deps: run as root, or install by hand: apt-get install$$absent" >&2; exit 1; fi; \
	  $$root apt-get update -qq && \
	  $$root env DEBIAN_FRONTEND=noninteractive \
	    apt-get install -y -qq --no-install-recommends $$absent >/dev/null; \
	fi
