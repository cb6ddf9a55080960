// Which indices stay inside an image: what every kernel asks whose window reaches over the border.

INLINE int64_t minimum(int64_t a, int64_t b) { return a < b ? a : b; }
INLINE int64_t maximum(int64_t a, int64_t b) { return a > b ? a : b; }

// The indices first ..< end.
typedef struct {
  int64_t first, end;
} span;

INLINE int same_span(span a, span b) { return a.first == b.first && a.end == b.end; }

INLINE span intersection(span a, span b) {
  return (span){maximum(a.first, b.first), minimum(a.end, b.end)};
}

// Those of 0 ..< count for which start + index * step lies in 0 ..< length.
INLINE span indices_inside(int64_t start, int64_t step, int64_t count, int64_t length) {
  const int64_t first = start >= 0 ? 0 : (-start + step - 1) / step;
  const int64_t end = start >= length ? 0 : minimum(count, (length - 1 - start) / step + 1);
  return first < end ? (span){first, end} : (span){0, 0};
}
