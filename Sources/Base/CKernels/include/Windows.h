#ifndef CONVOLUME_WINDOWS_H
#define CONVOLUME_WINDOWS_H

#include <stdint.h>

// Sizes in pixels. Window (row, column) covers the input rows row * stride - top + tap * dilation
// for tap = 0 ..< kernel, and the columns likewise; what lies outside the input counts as zero.
typedef struct {
  int64_t height, width;               // of the input
  int64_t output_height, output_width;
  int64_t kernel, stride, dilation;
  int64_t top, left;
} convolume_window;

#endif
