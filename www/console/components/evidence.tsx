import { count, probability, words } from "../format";
import { ABSENCE } from "../labels";
import type { EvidenceLine } from "../types";

/** What each detector said; "cannot tell" is spelt out, never left to look like "normal". */
export function Evidence({ evidence }: { evidence: readonly EvidenceLine[] }) {
  if (evidence.length === 0) return null;
  return (
    <section class="evidence">
      <h3>Evidence</h3>
      <ul>
        {evidence.map((line) => (
          <li key={line.detector}>
            <b>{words(line.detector)}</b> <span class={`status status-${line.status}`}>{line.status}</span> {said(line)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function said(line: EvidenceLine): string {
  switch (line.status) {
    case "known": {
      if (line.p_value == null) return "";
      const often = line.p_value > 0 ? 1 / line.p_value : Number.POSITIVE_INFINITY;
      const rarity = often < 2 ? "nothing unusual" : `about 1 in ${rounded(often)} genuine visits looks this unusual`;
      const source = line.calibration ? `, calibration: ${words(line.calibration)}` : "";
      return `p = ${probability(line.p_value)} (${rarity}${source})`;
    }
    case "warming":
      return `${line.seen ?? 0} of ${count(line.need ?? 0, "trusted visit")} seen; neutral until then`;
    case "unremarkable":
      return "none of the signs it looks for, which nearly every genuine visit is without; neutral";
    case "absent":
      return `${ABSENCE[line.why ?? ""] ?? words(line.why ?? "no reason given")}; neutral`;
  }
}

function rounded(often: number): string {
  if (often > 1e6) return "a million";
  return Number(often.toPrecision(2)).toLocaleString("en-GB");
}
