// Where everybody stands in the picture of a party's neighbourhood: the party in the middle, those whose word moves most next to it.
import type { Direction, Neighbour } from "./party_types";

export type Sort = "trusted" | "neutral" | "distrusted";

/** Trust below which somebody is distrusted, and above which trusted. */
const DISTRUSTED = 0.35;
const TRUSTED = 0.65;
/** Room between rings, and between two on a ring, in units of the picture. */
const RING = 46;
const GAP = 25;

export interface Tie {
  direction: Direction;
  opinion: number | null;
  interactions: number;
  moves: number;
}

/** Somebody on the picture, with one tie or one each way. */
export interface Node {
  id: string;
  x: number;
  y: number;
  radius: number;
  trust: number;
  sort: Sort;
  ties: Tie[];
}

export interface Picture {
  nodes: Node[];
  /** From the middle to the edge. */
  reach: number;
}

export function sortOf(trust: number): Sort {
  return trust < DISTRUSTED ? "distrusted" : trust > TRUSTED ? "trusted" : "neutral";
}

/** On rings around the middle, those whose word moves most first; so a few stand around it, and hundreds beside each other. */
export function picture(neighbours: readonly Neighbour[]): Picture {
  const all = new Map<string, { trust: number; ties: Tie[] }>();
  for (const { id, trust, direction, opinion, interactions, moves } of neighbours) {
    const one = all.get(id) ?? { trust, ties: [] };
    one.ties.push({ direction, opinion, interactions, moves });
    all.set(id, one);
  }
  const weight = (ties: readonly Tie[]) => Math.max(...ties.map(({ moves }) => Math.abs(moves)));
  const ordered = [...all].sort(([a, one], [b, other]) => weight(other.ties) - weight(one.ties) || (a < b ? -1 : 1));
  const nodes: Node[] = [];
  let ring = 0;
  while (nodes.length < ordered.length) {
    ring += 1;
    const radius = RING * (ring + 0.6);
    const room = Math.floor((2 * Math.PI * radius) / GAP);
    const here = ordered.slice(nodes.length, nodes.length + room);
    here.forEach(([id, { trust, ties }], at) => {
      // Every other ring begins half a place later, so that lines to the outer rings pass between.
      const angle = (2 * Math.PI * (at + (ring % 2) / 2)) / here.length - Math.PI / 2;
      const count = ties.reduce((sum, { interactions }) => sum + interactions, 0);
      nodes.push({
        id, trust, ties, sort: sortOf(trust),
        x: radius * Math.cos(angle), y: radius * Math.sin(angle),
        radius: Math.min(5 + 1.5 * Math.log2(1 + count), 11),
      });
    });
  }
  return { nodes, reach: RING * (ring + 0.6) + 18 };
}

/** An opinion that is nearer to neither than this says little. */
const LITTLE = 0.1;

/** Good, bad, or little said. */
export function tone(opinion: number | null): "good" | "bad" | "silent" {
  return opinion === null || Math.abs(opinion) < LITTLE ? "silent" : opinion < 0 ? "bad" : "good";
}
