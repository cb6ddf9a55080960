// Every kernel that is chosen by instruction set: X(result, name, (parameters), (arguments)).

// Loops over plain arrays
#define PLAIN_KERNELS(X) \
  X(void, convolume_gather_windows, \
    (const float *image, int64_t channels, convolume_window window, int64_t first_row, int64_t \
      row_count, float *columns, int64_t column_stride), \
    (image, channels, window, first_row, row_count, columns, column_stride)) \
  X(void, convolume_scatter_windows, \
    (const float *columns, int64_t column_stride, int64_t channels, convolume_window window, \
      int64_t first_row, int64_t row_count, float *image), \
    (columns, column_stride, channels, window, first_row, row_count, image)) \
  X(void, convolume_pool_extreme, \
    (const float *channel, convolume_window window, float sign, float *output, int32_t \
      *positions), \
    (channel, window, sign, output, positions)) \
  X(void, convolume_pool_sum, \
    (const float *channel, convolume_window window, int squares, float *output), \
    (channel, window, squares, output)) \
  X(void, convolume_spread_windows, \
    (const float *values, convolume_window window, float *channel), (values, window, channel)) \
  X(void, convolume_rectify, \
    (const float *input, float *output, int64_t count), (input, output, count)) \
  X(void, convolume_rectify_gradient, \
    (const float *output, const float *upstream, float *gradient, int64_t count), \
    (output, upstream, gradient, count)) \
  X(void, convolume_multiply, \
    (const float *left, const float *right, float *product, int64_t count), \
    (left, right, product, count)) \
  X(void, convolume_dropout_factors, \
    (float *draws, float rate, float scale, int64_t count), (draws, rate, scale, count)) \
  X(void, convolume_tanh, \
    (const float *input, float *output, int64_t count), (input, output, count)) \
  X(void, convolume_tanh_gradient, \
    (const float *output, const float *upstream, float *gradient, int64_t count), \
    (output, upstream, gradient, count)) \
  X(void, convolume_sigmoid, \
    (const float *input, float *output, int64_t count), (input, output, count)) \
  X(void, convolume_sigmoid_gradient, \
    (const float *output, const float *upstream, float *gradient, int64_t count), \
    (output, upstream, gradient, count)) \
  X(void, convolume_add, \
    (float *target, const float *addend, int64_t count), (target, addend, count)) \
  X(void, convolume_add_constant, \
    (float *target, float value, int64_t count), (target, value, count)) \
  X(float, convolume_sum, (const float *values, int64_t count), (values, count)) \
  X(int, convolume_is_finite, (const float *values, int64_t count), (values, count)) \
  X(void, convolume_normalize_responses, \
    (const float *input, int64_t channels, int64_t pixels, int64_t before, int64_t after, float \
      offset, float factor, float exponent, float *scale, float *output), \
    (input, channels, pixels, before, after, offset, factor, exponent, scale, output)) \
  X(void, convolume_normalize_responses_gradient, \
    (const float *input, const float *scale, const float *output, const float *upstream, int64_t \
      channels, int64_t pixels, int64_t before, int64_t after, float factor, float exponent, \
      float *ratio, float *gradient), \
    (input, scale, output, upstream, channels, pixels, before, after, factor, exponent, ratio, \
      gradient)) \
  X(void, convolume_uniform, \
    (uint64_t first_block, int64_t blocks, uint32_t key0, uint32_t key1, uint32_t stream0, \
      uint32_t stream1, float *output), \
    (first_block, blocks, key0, key1, stream0, stream1, output)) \
  X(void, convolume_momentum_step, \
    (float *parameter, float *velocity, const float *gradient, int64_t count, float rate, float \
      momentum, float decay, int looks_ahead), \
    (parameter, velocity, gradient, count, rate, momentum, decay, looks_ahead)) \
  X(void, convolume_adam_step, \
    (float *parameter, float *first, float *second, const float *gradient, int64_t count, float \
      rate, float beta1, float beta2, float correction, float epsilon, float decay), \
    (parameter, first, second, gradient, count, rate, beta1, beta2, correction, epsilon, decay))

// Kernels/Resampling.h
#define RESAMPLING_KERNELS(X) \
  X(void, convolume_resample_rows, \
    (const uint8_t *input, convolume_resampling axis, int64_t planes, int64_t width, uint8_t \
      *output), \
    (input, axis, planes, width, output)) \
  X(void, convolume_resample_columns, \
    (const uint8_t *input, convolume_resampling axis, int64_t rows, uint8_t *output), \
    (input, axis, rows, output))

// Kernels/Interleaving.h
#define INTERLEAVING_KERNELS(X) \
  X(void, convolume_interleave, \
    (const float *rows, int64_t row_stride, int64_t images, int64_t features, float *interleaved), \
    (rows, row_stride, images, features, interleaved)) \
  X(void, convolume_deinterleave, \
    (const float *interleaved, int64_t features, int64_t images, float *rows, int64_t row_stride), \
    (interleaved, features, images, rows, row_stride)) \
  X(void, convolume_flip_filters, \
    (const float *weight, int64_t outputs, int64_t inputs, int64_t kernel, float *flipped), \
    (weight, outputs, inputs, kernel, flipped)) \
  X(void, convolume_interleaved_collapse, \
    (const float *sums, int64_t count, float *result), (sums, count, result)) \
  X(void, convolume_interleaved_channel_sums, \
    (const float *values, int64_t channels, int64_t pixels, float *result), \
    (values, channels, pixels, result))

// Kernels/InterleavedPooling.h
#define INTERLEAVED_POOLING_KERNELS(X) \
  X(void, convolume_interleaved_pool_maximum, \
    (const float *input, int64_t channels, convolume_window window, float *output, uint8_t \
      *taps), \
    (input, channels, window, output, taps)) \
  X(void, convolume_interleaved_pool_maximum_gradient, \
    (const float *upstream, const uint8_t *taps, int64_t channels, convolume_window window, \
      float *gradient), \
    (upstream, taps, channels, window, gradient)) \
  X(void, convolume_interleaved_pool_mean, \
    (const float *input, int64_t channels, convolume_window window, float share, float *output), \
    (input, channels, window, share, output)) \
  X(void, convolume_interleaved_pool_mean_gradient, \
    (const float *upstream, int64_t channels, convolume_window window, float share, float \
      *gradient), \
    (upstream, channels, window, share, gradient))

// Kernels/BatchNormalization.h
#define BATCH_NORMALIZATION_KERNELS(X) \
  X(void, convolume_interleaved_sums, \
    (const float *values, int64_t channels, int64_t pixels, double *sums), \
    (values, channels, pixels, sums)) \
  X(void, convolume_interleaved_squares, \
    (const float *values, int64_t channels, int64_t pixels, const double *means, double *sums), \
    (values, channels, pixels, means, sums)) \
  X(void, convolume_interleaved_products, \
    (const float *factors, const float *values, int64_t channels, int64_t pixels, const double \
      *means, double *sums), \
    (factors, values, channels, pixels, means, sums)) \
  X(void, convolume_interleaved_standardize, \
    (const float *values, int64_t channels, int64_t pixels, const float *means, const float \
      *scales, const float *offsets, int rectify, float *output), \
    (values, channels, pixels, means, scales, offsets, rectify, output)) \
  X(void, convolume_interleaved_standardize_gradient, \
    (const float *upstream, const float *values, int64_t channels, int64_t pixels, int64_t \
      images, const float *means, const float *scales, const float *shifts, const float *slopes, \
      float *gradient), \
    (upstream, values, channels, pixels, images, means, scales, shifts, slopes, gradient))

// Kernels/InterleavedConvolution.h and InterleavedConvolutionGradient.h
#define INTERLEAVED_CONVOLUTION_KERNELS(X) \
  X(void, convolume_interleaved_convolve, \
    (const float *input, int64_t inputs, const float *weight, const float *bias, int64_t \
      outputs, convolume_window window, int64_t first_row, int64_t row_count, int rectify, float \
      *output), \
    (input, inputs, weight, bias, outputs, window, first_row, row_count, rectify, output)) \
  X(void, convolume_interleaved_weight_gradient, \
    (const float *upstream, int64_t outputs, const float *input, int64_t inputs, \
      convolume_window window, float *sums), \
    (upstream, outputs, input, inputs, window, sums))

// Kernels/PanelProduct.h
#define PANEL_KERNELS(X) \
  X(void, convolume_multiply_panel, (const convolume_panel_product *product), (product))

// Kernels/Winograd*.h
#define WINOGRAD_KERNELS(X) \
  X(void, convolume_winograd_filters, \
    (const float *weight, int64_t outputs, int64_t inputs, int64_t kernel, int flipped, int64_t \
      first, int64_t count, float *points), \
    (weight, outputs, inputs, kernel, flipped, first, count, points)) \
  X(int64_t, convolume_winograd_tile_rows, (convolume_window window), (window)) \
  X(int64_t, convolume_winograd_scratch, \
    (int64_t inputs, int64_t outputs, convolume_window window, int64_t tile_rows), \
    (inputs, outputs, window, tile_rows)) \
  X(void, convolume_winograd_convolve, \
    (const float *input, int64_t inputs, const float *points, const float *bias, int64_t \
      outputs, int64_t first_output, int64_t output_count, convolume_window window, int64_t \
      first_tile_row, int64_t tile_rows, int rectify, float *scratch, float *output), \
    (input, inputs, points, bias, outputs, first_output, output_count, window, first_tile_row, \
      tile_rows, rectify, scratch, output)) \
  X(void, convolume_winograd_weight_gradient, \
    (const float *upstream, int64_t outputs, int64_t first_output, int64_t output_count, const \
      float *input, int64_t inputs, convolume_window window, int64_t first_tile_row, int64_t \
      tile_rows, float *scratch, float *sums), \
    (upstream, outputs, first_output, output_count, input, inputs, window, first_tile_row, \
      tile_rows, scratch, sums)) \
  X(void, convolume_winograd_filter_gradient, \
    (const float *sums, int64_t outputs, int64_t inputs, int64_t kernel, int64_t first, int64_t \
      count, float *gradient), \
    (sums, outputs, inputs, kernel, first, count, gradient))

#define ALL_KERNELS(X) \
  PLAIN_KERNELS(X) \
  RESAMPLING_KERNELS(X) \
  INTERLEAVING_KERNELS(X) \
  INTERLEAVED_POOLING_KERNELS(X) \
  BATCH_NORMALIZATION_KERNELS(X) \
  INTERLEAVED_CONVOLUTION_KERNELS(X) \
  PANEL_KERNELS(X) \
  WINOGRAD_KERNELS(X)
