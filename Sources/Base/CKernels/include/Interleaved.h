#ifndef CONVOLUME_INTERLEAVED_H
#define CONVOLUME_INTERLEAVED_H

// A batch block: sixteen images, interleaved (N16, like oneDNN's blocked layouts). A number of each
// of the sixteen, then the next number of each: images are [channels][height][width][16], and every
// loop below computes sixteen images at a time, whatever the size of kernel, stride or image. Lanes
// without an image hold zeros. Each function works on one thread.

#include <stdint.h>

#include "Windows.h"

enum { CONVOLUME_BLOCK_SIZE = 16 };

// MARK: In and out

// interleaved[f][l] = rows[l * row_stride + f] for l < images, and 0 for the other lanes.
void convolume_interleave(
    const float *rows, int64_t row_stride, int64_t images, int64_t features, float *interleaved);

// rows[l * row_stride + f] = interleaved[f][l] for l < images.
void convolume_deinterleave(
    const float *interleaved, int64_t features, int64_t images, float *rows, int64_t row_stride);

// MARK: Convolution of one batch block of sixteen images

// output[o][y][x] = bias[o] + sum of weight[o][c][r][s] * input[c][y * stride - top + r *
// dilation][...] for the output rows first_row ..< first_row + row_count, then max(., 0) if
// `rectify`. bias may be null. Taps outside the image are skipped, not multiplied.
void convolume_interleaved_convolve(
    const float *input, int64_t inputs, const float *weight, const float *bias, int64_t outputs,
    convolume_window window, int64_t first_row, int64_t row_count, int rectify, float *output);

// The filters with which the gradient of the input is a convolution of the upstream gradient:
// flipped[c][o][r][s] = weight[o][c][kernel - 1 - r][kernel - 1 - s].
void convolume_flip_filters(
    const float *weight, int64_t outputs, int64_t inputs, int64_t kernel, float *flipped);

// sums[o][c][r][s][lane] += upstream[o][y][x][lane] * input[c][...][lane], summed over all pixels.
void convolume_interleaved_weight_gradient(
    const float *upstream, int64_t outputs, const float *input, int64_t inputs,
    convolume_window window, float *sums);

// result[i] += sum over the lanes of sums[i][lane], in a fixed order.
void convolume_interleaved_collapse(const float *sums, int64_t count, float *result);

// result[c] += sum of a channel over its pixels and lanes.
void convolume_interleaved_channel_sums(
    const float *values, int64_t channels, int64_t pixels, float *result);

// MARK: Pooling of one batch block of sixteen images

// The largest sample of each window and which tap of the window it was (row * kernel + column, one
// byte for each lane). Padding never wins; of equal samples the first counts; NaN wins over all.
// Every window must reach a pixel of the image; kernel <= 15.
void convolume_interleaved_pool_maximum(
    const float *input, int64_t channels, convolume_window window, float *output, uint8_t *taps);

// gradient = upstream added to the pixel that each window chose; taps as written above.
void convolume_interleaved_pool_maximum_gradient(
    const float *upstream, const uint8_t *taps, int64_t channels, convolume_window window,
    float *gradient);

// Each window's sum times `share`.
void convolume_interleaved_pool_mean(
    const float *input, int64_t channels, convolume_window window, float share, float *output);

// gradient = share * (sum of upstream over the windows that cover the pixel).
void convolume_interleaved_pool_mean_gradient(
    const float *upstream, int64_t channels, convolume_window window, float share,
    float *gradient);

// MARK: Batch normalization of one batch block of sixteen images

// sums[c][lane] = sum of a channel over its pixels, in double precision.
void convolume_interleaved_sums(
    const float *values, int64_t channels, int64_t pixels, double *sums);

// sums[c][lane] = sum of (value - means[c])^2
void convolume_interleaved_squares(
    const float *values, int64_t channels, int64_t pixels, const double *means, double *sums);

// sums[c][lane] = sum of factor * (value - means[c])
void convolume_interleaved_products(
    const float *factors, const float *values, int64_t channels, int64_t pixels,
    const double *means, double *sums);

// output = (value - means[c]) * scales[c] + offsets[c], then max(., 0) if `rectify`.
void convolume_interleaved_standardize(
    const float *values, int64_t channels, int64_t pixels, const float *means, const float *scales,
    const float *offsets, int rectify, float *output);

// gradient = scales[c] * upstream - shifts[c] - slopes[c] * (value - means[c]), and 0 in the lanes
// without an image.
void convolume_interleaved_standardize_gradient(
    const float *upstream, const float *values, int64_t channels, int64_t pixels, int64_t images,
    const float *means, const float *scales, const float *shifts, const float *slopes,
    float *gradient);

// MARK: Products of a matrix and a panel of vectors

// result[m][j] (+)= sum over k of left[m][k] * right[k][j], where j counts vectors of sixteen
// numbers. The strides are in floats: left at m * left_row + k * left_step, right at k * right_step
// + j * right_vector, result at m * result_row + j * result_vector. `columns` = 16 * (vectors - 1)
// + the numbers of the last vector to write: reading may touch the whole last vector, writing does
// not.
typedef struct {
  const float *left;
  int64_t left_row, left_step;
  const float *right;
  int64_t right_step, right_vector;
  float *result;
  int64_t result_row, result_vector;
  int64_t rows, columns, depth;
  int accumulate;
} convolume_panel_product;

void convolume_multiply_panel(const convolume_panel_product *product);

// MARK: Winograd's minimal filtering, for kernels of 3 and 5, stride 1

// Tiles of 6 x 6 input samples make 4 x 4 outputs of a 3 x 3 kernel, or 2 x 2 of a 5 x 5, with 36
// products instead of 144 or 100. window.stride = window.dilation = 1.

// points[p][o][c] for the 36 points of a tile; `flipped` makes those of the input gradient,
// points[p][c][o], from the same weights [o][c][k][k]: for the outputs (rows of the points) first
// ..< first + count.
void convolume_winograd_filters(
    const float *weight, int64_t outputs, int64_t inputs, int64_t kernel, int flipped,
    int64_t first, int64_t count, float *points);

// How many rows of tiles an output of this height has, and floats of scratch for `tile_rows` of
// them.
int64_t convolume_winograd_tile_rows(convolume_window window);
int64_t convolume_winograd_scratch(
    int64_t inputs, int64_t outputs, convolume_window window, int64_t tile_rows);

// The convolution as convolume_interleaved_convolve, for the outputs first ..< first + count and the
// rows of tiles first ..< first + count.
void convolume_winograd_convolve(
    const float *input, int64_t inputs, const float *points, const float *bias, int64_t outputs,
    int64_t first_output, int64_t output_count, convolume_window window, int64_t first_tile_row,
    int64_t tile_rows, int rectify, float *scratch, float *output);

// sums[p][o][c] += the gradient of the filters' points, for the outputs first ..< first + count,
// over the tile rows first ..< first + count of one batch block of sixteen images. Scratch as
// convolume_winograd_scratch says.
void convolume_winograd_weight_gradient(
    const float *upstream, int64_t outputs, int64_t first_output, int64_t output_count,
    const float *input, int64_t inputs, convolume_window window, int64_t first_tile_row,
    int64_t tile_rows, float *scratch, float *sums);

// gradient[o][c][r][s] = the filters' gradient that these points stand for, outputs first ..< first
// + count.
void convolume_winograd_filter_gradient(
    const float *sums, int64_t outputs, int64_t inputs, int64_t kernel, int64_t first,
    int64_t count, float *gradient);

#endif
