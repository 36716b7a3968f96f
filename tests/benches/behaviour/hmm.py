"""Trains hmmlearn's hidden Markov model of three states on the symbols on standard input, thirty rounds, and scores the last fifteen.

Prints the version and two medians in microseconds of processor time: what else runs on this machine does not count.
"""

import logging
import statistics
import sys
import time

import hmmlearn
import numpy
from hmmlearn.hmm import CategoricalHMM

logging.disable(logging.CRITICAL)


def median_us(call, rounds):
    times = []
    for _ in range(rounds):
        began = time.process_time()
        call()
        times.append(time.process_time() - began)
    return statistics.median(times) * 1e6


symbols = numpy.loadtxt(sys.stdin, dtype=int).reshape(-1, 1)


def fit():
    model = CategoricalHMM(3, n_iter=30, tol=-numpy.inf, n_features=4, random_state=0, implementation="scaling")
    return model.fit(symbols)


model = fit()
print(hmmlearn.__version__, median_us(fit, 21), median_us(lambda: model.score(symbols[-15:]), 201))
