#ifndef CONVOLUME_KERNELS_H
#define CONVOLUME_KERNELS_H

// The engine's inner loops, built once per instruction set and chosen when first used.
// Swift compiles for the oldest processor of its platform; these loops are where that costs most.
// Each works on one thread, on memory that its caller has checked.

#include <stdint.h>

#include "InstructionSets.h"
#include "Interleaved.h"
#include "Resampling.h"
#include "Windows.h"

// Lets the process keep the memory that it frees, for its next allocations. A training step frees
// and asks for the same large blocks again and again; without this, the system takes each back and
// clears every page of the next one, which costs a step up to a third of its time.
void convolume_keep_freed_memory(void);

// How many cores this process may run on: all that are there, unless `taskset` or a container keeps
// it from some.
int64_t convolume_allowed_cores(void);

// Tells the processor that this thread waits for another one, for some tens of cycles.
static inline void convolume_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

// MARK: A window sliding over one channel of an image

// Lays the windows of output rows first_row ..< first_row + row_count side by side as the columns
// of a matrix: one matrix row per (channel, kernel row, kernel column).
void convolume_gather_windows(
    const float *image, int64_t channels, convolume_window window, int64_t first_row,
    int64_t row_count, float *columns, int64_t column_stride);

// The reverse: adds each matrix element to the pixel that it was gathered from.
void convolume_scatter_windows(
    const float *columns, int64_t column_stride, int64_t channels, convolume_window window,
    int64_t first_row, int64_t row_count, float *image);

// Largest (sign = 1) or smallest (sign = -1) sample of each window of one channel, and where in the
// channel it stands. Padding never wins. Of equal samples the first counts; NaN wins over all. The
// dilation must be 1, and each window must reach a pixel of the image.
void convolume_pool_extreme(
    const float *channel, convolume_window window, float sign, float *output, int32_t *positions);

// Sum of the samples of each window (squares = 0) or of their squares (squares = 1).
void convolume_pool_sum(
    const float *channel, convolume_window window, int squares, float *output);

// Adds to each pixel of one channel the values of all windows that cover it.
void convolume_spread_windows(const float *values, convolume_window window, float *channel);

// MARK: Number by number

// output = input where positive, else 0.
void convolume_rectify(const float *input, float *output, int64_t count);

// gradient = upstream where output is positive, else 0.
void convolume_rectify_gradient(
    const float *output, const float *upstream, float *gradient, int64_t count);

// product = left * right
void convolume_multiply(const float *left, const float *right, float *product, int64_t count);

// In place: 0 for each draw below the rate, `scale` for the others.
void convolume_dropout_factors(float *draws, float rate, float scale, int64_t count);

// output = tanh(input), within two units in the last place.
void convolume_tanh(const float *input, float *output, int64_t count);

// gradient = upstream * (1 - output^2)
void convolume_tanh_gradient(
    const float *output, const float *upstream, float *gradient, int64_t count);

// output = 1 / (1 + exp(-input)), within three units in the last place.
void convolume_sigmoid(const float *input, float *output, int64_t count);

// gradient = upstream * output * (1 - output)
void convolume_sigmoid_gradient(
    const float *output, const float *upstream, float *gradient, int64_t count);

// target += addend
void convolume_add(float *target, const float *addend, int64_t count);

// target += value
void convolume_add_constant(float *target, float value, int64_t count);

// The sum, by sixteen partial sums in a fixed order.
float convolume_sum(const float *values, int64_t count);

// Whether all numbers are finite.
int convolume_is_finite(const float *values, int64_t count);

// MARK: Local response normalisation of one image, channels x pixels

// scale = offset + factor * (sum of squares over the neighbouring channels);
// output = input * scale ^ -exponent
void convolume_normalize_responses(
    const float *input, int64_t channels, int64_t pixels, int64_t before, int64_t after,
    float offset, float factor, float exponent, float *scale, float *output);

// The gradient of the same, given its input, scale and output. `ratio` is room for
// channels x pixels numbers.
void convolume_normalize_responses_gradient(
    const float *input, const float *scale, const float *output, const float *upstream,
    int64_t channels, int64_t pixels, int64_t before, int64_t after, float factor, float exponent,
    float *ratio, float *gradient);

// MARK: Random numbers

// Four numbers in 0 ..< 1 for each block: the upper 24 bits of the words that Philox 4x32-10 makes
// of the block's number and the stream, under the key. The same numbers as Swift's Philox, faster.
void convolume_uniform(
    uint64_t first_block, int64_t blocks, uint32_t key0, uint32_t key1, uint32_t stream0,
    uint32_t stream1, float *output);

// MARK: Steps of the optimizers, in whose memory numbers below the normal ones are zero

// velocity = momentum * velocity + gradient + decay * parameter;
// parameter -= rate * velocity (or, looking ahead, rate * (gradient + momentum * velocity))
void convolume_momentum_step(
    float *parameter, float *velocity, const float *gradient, int64_t count, float rate,
    float momentum, float decay, int looks_ahead);

// first = beta1 * first + (1 - beta1) * gradient; second likewise with squares;
// parameter -= rate * first / (sqrt(second) * correction + epsilon)
void convolume_adam_step(
    float *parameter, float *first, float *second, const float *gradient, int64_t count, float rate,
    float beta1, float beta2, float correction, float epsilon, float decay);

#endif
