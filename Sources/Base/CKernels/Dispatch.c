// A table of kernels for each set of instructions; the public functions jump through one of them.

#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CKernels.h"
#include "KernelList.h"

typedef struct {
  const char *title;
#define FIELD(result, name, parameters, arguments) result(*name) parameters;
  ALL_KERNELS(FIELD)
} kernel_table;

#define AVX512_KERNEL(result, name, parameters, arguments) result name##_avx512 parameters;
#define AVX2_KERNEL(result, name, parameters, arguments) result name##_avx2 parameters;
#define BASELINE_KERNEL(result, name, parameters, arguments) result name##_baseline parameters;
ALL_KERNELS(BASELINE_KERNEL)
#if defined(__x86_64__)
ALL_KERNELS(AVX2_KERNEL)
ALL_KERNELS(AVX512_KERNEL)
#endif

#define AVX512_ENTRY(result, name, parameters, arguments) .name = name##_avx512,
#define AVX2_ENTRY(result, name, parameters, arguments) .name = name##_avx2,
#define BASELINE_ENTRY(result, name, parameters, arguments) .name = name##_baseline,
static const kernel_table tables[] = {
    [convolume_baseline] = {.title = "baseline", ALL_KERNELS(BASELINE_ENTRY)},
#if defined(__x86_64__)
    [convolume_avx2] = {.title = "avx2", ALL_KERNELS(AVX2_ENTRY)},
    [convolume_avx512] = {.title = "avx512", ALL_KERNELS(AVX512_ENTRY)},
#endif
};

// MARK: The choice

convolume_instruction_set convolume_best_instruction_set(void) {
#if defined(__x86_64__)
  // These ask the system too: it must save the wider registers when it switches threads.
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return convolume_baseline;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")
      && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq")) {
    return convolume_avx512;
  }
  return convolume_avx2;
#else
  return convolume_baseline;
#endif
}

// The table in use; null until the first kernel is called.
static _Atomic(const kernel_table *) chosen;

// The best set, or the one that the environment names. Says on standard error why a name is not
// followed: a comparison of two sets must not quietly compare one with itself.
static __attribute__((noinline, cold)) const kernel_table *first_choice(void) {
  const convolume_instruction_set best = convolume_best_instruction_set();
  const kernel_table *choice = &tables[best];
  const char *wish = getenv("CONVOLUME_INSTRUCTION_SET");
  int followed = wish == NULL || *wish == 0;
  for (int set = convolume_baseline; set <= (int)best && !followed; set++) {
    if (strcmp(wish, tables[set].title) != 0) continue;
    choice = &tables[set];
    followed = 1;
  }
  const kernel_table *none = NULL;
  if (!atomic_compare_exchange_strong(&chosen, &none, choice)) return none;
  if (!followed) {
    fprintf(stderr, "CONVOLUME_INSTRUCTION_SET: '%s' is not one of this processor's:", wish);
    for (int set = convolume_baseline; set <= (int)best; set++) {
      fprintf(stderr, "%s %s", set == convolume_baseline ? "" : ",", tables[set].title);
    }
    fprintf(stderr, "; using %s.\n", choice->title);
  }
  return choice;
}

static inline const kernel_table *kernels(void) {
  const kernel_table *table = atomic_load_explicit(&chosen, memory_order_relaxed);
  return table != NULL ? table : first_choice();
}

convolume_instruction_set convolume_current_instruction_set(void) {
  return (convolume_instruction_set)(kernels() - tables);
}

void convolume_use_instruction_set(convolume_instruction_set set) {
  const convolume_instruction_set best = convolume_best_instruction_set();
  atomic_store(&chosen, &tables[set < best ? set : best]);
}

// MARK: The public functions

#define FORWARD(result, name, parameters, arguments) \
  result name parameters { return kernels()->name arguments; }
ALL_KERNELS(FORWARD)
