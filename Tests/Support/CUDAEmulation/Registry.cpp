#include "Registry.h"

#include <map>

namespace cuda_emulation {

namespace {

std::map<std::string, std::vector<Kernel>> &sources() {
  static std::map<std::string, std::vector<Kernel>> all;
  return all;
}

}  // namespace

Registration::Registration(const char *source, std::initializer_list<Kernel> kernels) {
  sources()[source] = kernels;
}

const Kernel *find(const char *source, const char *name) {
  const auto found = sources().find(source);
  if (found == sources().end()) return nullptr;
  for (const Kernel &kernel : found->second) {
    if (kernel.name == name) return &kernel;
  }
  return nullptr;
}

std::string kernelNames(const char *source) {
  const auto found = sources().find(source);
  std::string names;
  if (found == sources().end()) {
    for (const auto &each : sources()) names += (names.empty() ? "" : ", ") + each.first;
    return "there is no source of that name, but " + names;
  }
  for (const Kernel &kernel : found->second) {
    names += (names.empty() ? "" : ", ") + kernel.name;
  }
  return source + std::string(" has ") + names;
}

}  // namespace cuda_emulation
