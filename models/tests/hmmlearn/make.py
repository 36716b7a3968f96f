"""Writes `cases.txt`: what hmmlearn says of hidden Markov models of symbols, before and after some rounds of Baum and Welch.

    pip install hmmlearn==0.3.3 && python make.py > cases.txt
"""

import logging

import numpy
from hmmlearn.hmm import CategoricalHMM

logging.disable(logging.CRITICAL)
random = numpy.random.default_rng(7)


def said(name, values):
    print(name, *(repr(float(value)) for value in numpy.ravel(values)))


# States, symbols, length, rounds, pseudo-counts of the beginning, of each transition, of each symbol.
for states, symbols, length, rounds, *pseudo in [
    (1, 3, 12, 1, 0, 0, 0),
    (2, 3, 40, 1, 0, 0, 0),
    (3, 4, 100, 1, 0, 0, 0),
    (3, 4, 100, 10, 0, 0, 0),
    (3, 4, 15, 5, 0.5, 0.25, 1.5),
    (5, 3, 250, 20, 1, 2, 3),
    (10, 3, 100, 3, 0, 0.5, 0.1),
]:
    prior = numpy.arange(1, symbols + 1) / symbols * pseudo[2]
    model = CategoricalHMM(
        states,
        startprob_prior=1 + pseudo[0],
        transmat_prior=1 + pseudo[1],
        emissionprob_prior=1 + numpy.tile(prior, (states, 1)),
        n_iter=rounds,
        tol=-numpy.inf,
        init_params="",
        implementation="scaling",
    )
    model.startprob_ = random.dirichlet(numpy.ones(states))
    model.transmat_ = random.dirichlet(numpy.ones(states), states)
    model.emissionprob_ = random.dirichlet(numpy.ones(symbols), states)
    seen, _ = model.sample(length, random_state=int(random.integers(1 << 30)))
    print("case", states, symbols, rounds)
    print("seen", *seen.ravel())
    said("pseudo", [pseudo[0], pseudo[1], *prior])
    said("initial", model.startprob_)
    said("transition", model.transmat_)
    said("emission", model.emissionprob_.T)
    said("likelihood", model.score(seen))
    model.fit(seen)
    said("trained_initial", model.startprob_)
    said("trained_transition", model.transmat_)
    said("trained_emission", model.emissionprob_.T)
    said("trained_likelihood", model.score(seen))
