import { count } from "../format";

interface Props {
  title: string;
  names: readonly string[];
  counts: readonly number[];
  /** Which one the visit that is looked at chose. */
  now?: number | undefined;
}

const WIDTH = 480;
const HEIGHT = 80;
const GAP = 4;

/** How often each of a few kinds was chosen: a bar for each, and the numbers in words for whoever does not see them. */
export function HabitBars({ title, names, counts, now }: Props) {
  const most = Math.max(1, ...counts);
  const step = WIDTH / names.length;
  const said = names.flatMap((name, at) => (counts[at] ? [`${name}: ${count(counts[at], "visit")}`] : []));
  const chosen = now === undefined ? undefined : names[now];
  if (chosen !== undefined) said.push(`this visit: ${chosen}`);
  return (
    <figure class="plot habit">
      <figcaption><h3>{title} {chosen !== undefined && <small>▲ this visit: {chosen}</small>}</h3></figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT + 18}`} role="img" aria-label={said.join(", ") || "no visit yet"}>
        {names.map((name, at) => {
          const height = ((counts[at] ?? 0) / most) * HEIGHT;
          return (
            <g key={name}>
              <rect class="band" x={at * step + GAP / 2} y={HEIGHT - height} width={step - GAP} height={height} rx="2" />
              {(names.length < 10 || at % 3 === 0) && <text x={(at + 0.5) * step} y={HEIGHT + 14} text-anchor="middle">{name}</text>}
            </g>
          );
        })}
        {now !== undefined && <path class="now" d={`M${(now + 0.5) * step} ${HEIGHT - 12}l6 10h-12z`} />}
        <line class="rail" x1="0" x2={WIDTH} y1={HEIGHT} y2={HEIGHT} />
      </svg>
    </figure>
  );
}
