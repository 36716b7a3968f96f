import { count } from "../format";

interface Props {
  title: string;
  names: readonly string[];
  counts: readonly number[];
}

const WIDTH = 20;
const HEIGHT = 80;

/** How often each of a few kinds was chosen: a bar for each, and the numbers in words for whoever does not see them. */
export function HabitBars({ title, names, counts }: Props) {
  const most = Math.max(1, ...counts);
  const said = names.flatMap((name, at) => (counts[at] ? [`${name}: ${count(counts[at], "visit")}`] : []));
  return (
    <figure class="plot habit">
      <figcaption><h3>{title}</h3></figcaption>
      <svg viewBox={`0 0 ${WIDTH * names.length} ${HEIGHT + 18}`} role="img" aria-label={said.join(", ") || "no visit yet"}>
        {names.map((name, at) => {
          const height = ((counts[at] ?? 0) / most) * HEIGHT;
          return (
            <g key={name}>
              <rect class="band" x={at * WIDTH + 2} y={HEIGHT - height} width={WIDTH - 4} height={height} rx="2" />
              {(names.length < 10 || at % 3 === 0) && <text x={(at + 0.5) * WIDTH} y={HEIGHT + 14} text-anchor="middle">{name}</text>}
            </g>
          );
        })}
        <line class="rail" x1="0" x2={WIDTH * names.length} y1={HEIGHT} y2={HEIGHT} />
      </svg>
    </figure>
  );
}
