#ifndef CONVOLUME_RESAMPLING_H
#define CONVOLUME_RESAMPLING_H

#include <stdint.h>

// MARK: Images of bytes, longer or shorter along one axis

// What each output pixel takes from the input: a sum of `taps` pixels in fixed point.
typedef struct {
  int64_t length;          // input pixels
  int64_t new_length;      // output pixels
  int64_t taps;            // weights of an output pixel, the same number for all
  const int32_t *firsts;   // [new_length], the input pixel of the first weight
  const int32_t *weights;  // [new_length][taps], none negative, their sum about 1 << 22
} convolume_resampling;

// [planes][length][width] to [planes][new_length][width].
void convolume_resample_rows(
    const uint8_t *input, convolume_resampling axis, int64_t planes, int64_t width,
    uint8_t *output);

// [rows][length] to [rows][new_length].
void convolume_resample_columns(
    const uint8_t *input, convolume_resampling axis, int64_t rows, uint8_t *output);

#endif
