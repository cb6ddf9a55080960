// Which kernels there are, and how each is called with arguments that are only addresses.

#pragma once

#include <string.h>

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace cuda_emulation {

struct Kernel {
  std::string name;
  void (*call)(void **arguments);
  std::vector<int> parameterSizes;
};

template <class Value>
Value argument(void *address) {
  Value value;
  memcpy(static_cast<void *>(&value), address, sizeof(Value));
  return value;
}

template <auto kernel>
struct Caller;

template <class... Parameters, void (*kernel)(Parameters...)>
struct Caller<kernel> {
  template <size_t... place>
  static void callAll(void **arguments, std::index_sequence<place...>) {
    kernel(argument<Parameters>(arguments[place])...);
  }

  static void call(void **arguments) {
    callAll(arguments, std::index_sequence_for<Parameters...>{});
  }

  static Kernel named(const char *name) { return {name, call, {int(sizeof(Parameters))...}}; }
};

/// Enters the kernels of one source file.
struct Registration {
  Registration(const char *source, std::initializer_list<Kernel> kernels);
};

const Kernel *find(const char *source, const char *name);

/// What there is, for messages.
std::string kernelNames(const char *source);

}  // namespace cuda_emulation

#define KERNEL(name) ::cuda_emulation::Caller<&name>::named(#name)
