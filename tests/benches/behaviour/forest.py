"""Fits scikit-learn's isolation forest to the points on standard input, one a line, and scores one of them.

Prints the version and two medians in microseconds of processor time: what else runs on this machine does not count.
"""

import statistics
import sys
import time

import numpy
import sklearn
from sklearn.ensemble import IsolationForest


def median_us(call, rounds):
    times = []
    for _ in range(rounds):
        began = time.process_time()
        call()
        times.append(time.process_time() - began)
    return statistics.median(times) * 1e6


points = numpy.loadtxt(sys.stdin)
forest = IsolationForest(n_estimators=100, max_samples=256, random_state=0, n_jobs=1)
fit_us = median_us(lambda: forest.fit(points), 7)
one = points[len(points) // 2].reshape(1, -1)
score_us = median_us(lambda: forest.score_samples(one), 51)
print(sklearn.__version__, fit_us, score_us)
