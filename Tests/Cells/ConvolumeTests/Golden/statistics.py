"""Prints what the tests of experiments expect, computed by SciPy and NumPy: python3 statistics.py"""

import numpy as np
from scipy import stats

for pair in ((5, 15), (0, 6), (0, 5), (101, 121), (700, 820), (3, 4)):
    print("McNemar", pair, stats.binomtest(min(pair), sum(pair), 0.5).pvalue)
for degrees in (1, 1.3, 2, 3.7, 10, 100, 1e4):
    print("t", degrees, stats.t.ppf(0.975, degrees))
print("quantile", np.quantile([1, 2, 4, 8], 0.3))


def bootstrap(rows, resamples=100_000, seed=1):
    """The interval of PairedBootstrap, drawn image by image and without its short cuts."""
    random = np.random.default_rng(seed)
    rows = np.array(rows, dtype=float)
    seeds, images = rows.shape
    draws = []
    for _ in range(resamples // 1000):
        places = random.integers(0, images, size=(1000, images))
        means = rows[:, places].mean(axis=2)  # seeds, resamples
        middle = means.mean(axis=0)
        if seeds == 1:
            draws.append(middle)
            continue
        picked = random.integers(0, seeds, size=(1000, seeds))
        drawn = np.take_along_axis(means.T, picked, axis=1).mean(axis=1)
        draws.append(middle + np.sqrt(seeds / (seeds - 1)) * (drawn - middle))
    draws = np.concatenate(draws)
    difference = rows.mean()
    if seeds > 1:
        of_seeds = rows.mean(axis=1).var(ddof=1) / seeds
        degrees = max(draws.var() / of_seeds, 1) ** 2 * (seeds - 1)
        draws = difference + stats.t.ppf(0.975, degrees) / stats.norm.ppf(0.975) * (draws - difference)
    return difference, np.quantile(draws, [0.025, 0.975])


def row(seed, shift, images=400):
    """What the Swift test makes by the same formula."""
    return [
        int((7 * i + 3 * seed) % 110 < 20 + shift * seed) - int((5 * i + seed) % 17 < 2)
        for i in range(images)
    ]


print("one seed", bootstrap([row(0, 0)]))
print("three seeds", bootstrap([row(s, 2) for s in range(3)]))
print("three seeds that differ", bootstrap([row(s, 20) for s in range(3)]))

samples = np.array([[(7 * i + 3 * j * j + i * j) % 13 for j in range(4)] for i in range(12)], dtype=float)
centered = samples - samples.mean(axis=0)
values, vectors = np.linalg.eigh(centered.T @ centered / (len(samples) - 1))
for place in (-1, -2):
    direction = vectors[:, place]
    direction = direction * np.sign(direction[np.argmax(abs(direction))])
    print("principal", values[place] / values.sum(), direction, (centered @ direction)[:3])
