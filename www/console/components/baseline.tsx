import { count, quantity, range, sentence } from "../format";
import type { Device, Usual, Visit } from "../types";
import { RangeStrip } from "./range_strip";

interface Group {
  name: string;
  note: string;
  metrics: Usual[];
  /** The newest visit this group can be compared with. */
  latest: Visit | undefined;
}

/** What is usual for the device: what goes with it everywhere, then path by path. */
export function Baseline({ device }: { device: Device }) {
  const groups: Group[] = [
    { name: "Intrinsic", note: "goes with the device on every path", metrics: device.profile.intrinsic, latest: device.visits[0] },
    ...device.profile.paths.map((path) => ({
      name: path.path,
      note: `path, ${count(path.trusted_visits, "trusted visit")}`,
      metrics: path.metrics,
      latest: device.visits.find((visit) => visit.path === path.path),
    })),
  ].filter((group) => group.metrics.length > 0);
  if (groups.length === 0) {
    return <p class="none">Nothing learnt yet. The first trusted visit begins the baseline.</p>;
  }
  const ranges = axisRanges(groups);
  return (
    <table role="table" class="baseline panel cards">
      <caption>Usual values, the range that nine visits in ten fall into, and the latest visit (◆)</caption>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">Metric</th>
          <th role="columnheader" scope="col" class="num">Usual</th>
          <th role="columnheader" scope="col" class="num">Low – high</th>
          <th role="columnheader" scope="col" class="num">Latest visit</th>
          <th role="columnheader" scope="col"><span class="unseen">Drawn</span></th>
        </tr>
      </thead>
      {groups.map((group) => (
        <tbody role="rowgroup" key={group.name}>
          <tr role="row" class="group">
            <th role="rowheader" scope="rowgroup" colSpan={5}>{group.name} <small>{group.note}</small></th>
          </tr>
          {group.metrics.map((metric) => (
            <Row key={metric.code} metric={metric} latest={group.latest?.metrics[metric.code] ?? null} axis={ranges.get(metric.code)} />
          ))}
        </tbody>
      ))}
    </table>
  );
}

function Row({ metric, latest, axis }: { metric: Usual; latest: number | null; axis: readonly [number, number] | undefined }) {
  const outside = latest !== null && (latest < metric.low || latest > metric.high);
  return (
    <tr role="row">
      <th role="rowheader" scope="row">{sentence(metric.label)}</th>
      <td role="cell" class="num" data-label="Usual">{quantity(metric.usual, metric.unit)}</td>
      <td role="cell" class="num" data-label="Low – high">
        {range(metric.low, metric.high, metric.unit)}
      </td>
      <td role="cell" class="num" data-label="Latest visit">
        {latest === null ? <span class="none">–</span> : quantity(latest, metric.unit)}
        {outside && <span class="outside-note"> {latest > metric.high ? "▲ above" : "▼ below"}</span>}
      </td>
      <td role="cell" class="drawn">
        {axis && <RangeStrip {...metric} latest={latest} from={axis[0]} to={axis[1]} />}
      </td>
    </tr>
  );
}

/** One axis per metric over all groups, so that paths can be compared by eye. */
function axisRanges(groups: readonly Group[]): Map<string, readonly [number, number]> {
  const ranges = new Map<string, readonly [number, number]>();
  for (const group of groups) {
    for (const metric of group.metrics) {
      const latest = group.latest?.metrics[metric.code];
      const values = [metric.low, metric.high, ...(latest == null ? [] : [latest])];
      const [from, to] = ranges.get(metric.code) ?? [Number.POSITIVE_INFINITY, 0];
      ranges.set(metric.code, [Math.min(from, ...values), Math.max(to, ...values)]);
    }
  }
  return ranges;
}
