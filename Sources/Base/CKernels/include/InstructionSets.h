#ifndef CONVOLUME_INSTRUCTION_SETS_H
#define CONVOLUME_INSTRUCTION_SETS_H

// The kernels are built for several sets of a processor's instructions. The best that this one has
// is used, unless the environment variable CONVOLUME_INSTRUCTION_SET names a lesser: baseline, avx2
// or avx512. A set always gives the same bits; between sets the last digits may differ.

typedef enum {
  convolume_baseline,  // what every processor of the platform has
  convolume_avx2,      // with FMA
  convolume_avx512,    // F, VL, BW and DQ
} convolume_instruction_set;

// The best set that this processor and its system can run.
convolume_instruction_set convolume_best_instruction_set(void);

// The set in use.
convolume_instruction_set convolume_current_instruction_set(void);

// Uses this set from now on, or the best if the processor does not have it.
void convolume_use_instruction_set(convolume_instruction_set set);

#endif
