#define _GNU_SOURCE
#include "CForks.h"

#if defined(__linux__)

#include <link.h>
#include <stddef.h>

struct numbers {
  uint32_t old_number;
  uint32_t new_number;
};

// Called for each library, with the calling thread's instance of its variables.
static int renumberLibrary(struct dl_phdr_info *library, size_t size, void *context) {
  (void)size;
  const struct numbers *numbers = context;
  uint32_t *words = library->dlpi_tls_data;
  if (words == NULL) return 0;
  for (size_t header = 0; header < library->dlpi_phnum; header += 1) {
    if (library->dlpi_phdr[header].p_type != PT_TLS) continue;
    const size_t count = library->dlpi_phdr[header].p_memsz / sizeof *words;
    for (size_t index = 0; index < count; index += 1) {
      if (words[index] == numbers->old_number) words[index] = numbers->new_number;
    }
  }
  return 0;
}

void convolume_renumber_thread(uint32_t old_number, uint32_t new_number) {
  struct numbers numbers = {old_number, new_number};
  dl_iterate_phdr(renumberLibrary, &numbers);
}

#else

void convolume_renumber_thread(uint32_t old_number, uint32_t new_number) {
  (void)old_number;
  (void)new_number;
}

#endif
