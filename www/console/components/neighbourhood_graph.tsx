import { useMemo, useState } from "preact/hooks";
import { count, plain, share, shortId } from "../format";
import { picture, sortOf, tone, type Node, type Sort } from "../neighbourhood";
import type { Direction, Neighbour } from "../party_types";
import { href } from "../route";
import { NeighbourhoodTable } from "./neighbourhood_table";

const TITLE = "Neighbourhood";
const SORTS: readonly Sort[] = ["trusted", "neutral", "distrusted"];
const HALF = 9;
const BESIDE = 1.75;

/** Those a party deals with, drawn around it; and the same as a table. Arrow keys go from one to the next, Enter opens their page. */
export function NeighbourhoodGraph({ party, trust, neighbours }: { party: string; trust: number; neighbours: readonly Neighbour[] }) {
  const { nodes, reach } = useMemo(() => picture(neighbours), [neighbours]);
  const [at, setAt] = useState(0);
  const [looked, setLooked] = useState<number | null>(null);
  const go = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const to = event.key === "Home" ? 0 : event.key === "End" ? nodes.length - 1 : step === undefined ? null : at + step;
    if (to === null) return;
    event.preventDefault();
    const next = (to + nodes.length) % nodes.length;
    setAt(next);
    const links = (event.currentTarget as SVGElement).querySelectorAll<SVGAElement>("a");
    links[next]?.focus();
  };
  const node = looked === null ? undefined : nodes[looked];
  return (
    <figure class="plot neighbourhood">
      <figcaption>
        <h3>{TITLE} <small>whose word moves most, next to the middle</small></h3>
        <ul class="legend">
          {SORTS.map((sort) => <li key={sort}><Sample sort={sort} /> {sort}</li>)}
          <li><TieSample kind="good" /> speaks well</li>
          <li><TieSample kind="bad" /> speaks badly</li>
          <li><TieSample kind="silent" /> deals with, says little</li>
        </ul>
      </figcaption>
      <svg class="graph" viewBox={`${-reach} ${-reach} ${2 * reach} ${2 * reach}`} role="group" aria-label={`${TITLE} of ${party}: ${count(nodes.length, "party", "parties")}. Arrow keys go from one to the next; the table below holds the numbers.`} onKeyDown={go}>
        {nodes.flatMap((one) => one.ties.map((tie) => (
          <line key={`${one.id} ${tie.direction}`} class={`tie tie-${tone(tie.opinion)}`} {...ends(one, tie.direction)} stroke-width={1 + Math.min(3, 12 * Math.abs(tie.moves))} />
        )))}
        <g class={`middle node-${sortOf(trust)}`}><Shape x={0} y={0} radius={13} sort={sortOf(trust)} /></g>
        {nodes.map((one, index) => (
          <a key={one.id} class={`node-${one.sort}`} href={href("parties", one.id)} tabIndex={index === at ? 0 : -1} aria-label={said(one)}
            onFocus={() => { setAt(index); setLooked(index); }} onBlur={() => setLooked(null)}
            onPointerEnter={() => setLooked(index)} onPointerLeave={() => setLooked(null)}>
            <circle class="reached" cx={one.x} cy={one.y} r={12.5} />
            <Shape x={one.x} y={one.y} radius={one.radius} sort={one.sort} />
          </a>
        ))}
      </svg>
      <p class="readout" aria-hidden="true">{node ? said(node) : `${count(nodes.length, "party", "parties")} around ${party}, whose trust is ${share(trust)}.`}</p>
      <NeighbourhoodTable neighbours={neighbours} />
    </figure>
  );
}

/** What each says of the other lies beside the other's, not under it. */
function ends({ x, y }: Node, direction: Direction) {
  const aside = (direction === "to" ? BESIDE : -BESIDE) / Math.hypot(x, y);
  return { x1: -aside * y, y1: aside * x, x2: x - aside * y, y2: y + aside * x };
}

/** A dot, a ring or a crossed square, so that colour is never the only sign. */
function Shape({ x, y, radius, sort }: { x: number; y: number; radius: number; sort: Sort }) {
  if (sort !== "distrusted") return <circle class="body" cx={x} cy={y} r={radius} />;
  const side = 0.9 * radius;
  return (
    <>
      <rect class="body" x={x - side} y={y - side} width={2 * side} height={2 * side} />
      <path class="cross" d={`M${x - side} ${y - side}L${x + side} ${y + side}M${x + side} ${y - side}L${x - side} ${y + side}`} />
    </>
  );
}

function Sample({ sort }: { sort: Sort }) {
  return <svg class={`mark node-${sort}`} viewBox={`${-HALF} ${-HALF} ${2 * HALF} ${2 * HALF}`} aria-hidden="true"><Shape x={0} y={0} radius={6} sort={sort} /></svg>;
}

function TieSample({ kind }: { kind: "good" | "bad" | "silent" }) {
  return <svg class="tie-sample" viewBox="0 0 24 8" aria-hidden="true"><line class={`tie tie-${kind}`} x2="24" y1="4" y2="4" stroke-width="2" /></svg>;
}

function said({ id, trust, sort, ties }: Node): string {
  const each = ties.map(({ direction, opinion, interactions }) => {
    const who = direction === "to" ? "turned to this party" : "was turned to";
    return `${who} ${count(interactions, "time")}${opinion === null ? "" : `, opinion ${plain(opinion)}`}`;
  });
  return `${shortId(id)}, ${sort} (${share(trust)}): ${each.join("; ")}`;
}
