"""Computes PageRank of the edges on standard input again and again.

Prints the version and the median in microseconds of processor time: what else runs on this machine does not count.
"""

import statistics
import sys
import time

import networkx

graph = networkx.DiGraph()
graph.add_edges_from(line.split() for line in sys.stdin)
times = []
for _ in range(21):
    began = time.process_time()
    networkx.pagerank(graph)
    times.append(time.process_time() - began)
print(networkx.__version__, statistics.median(times) * 1e6)
