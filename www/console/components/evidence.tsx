import { count, oneIn, pValue, words } from "../format";
import { ABSENCE, detectorLabel } from "../labels";
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
            <b>{detectorLabel(line.detector).name}</b> <span class={`status status-${line.status}`}>{line.status}</span> {said(line)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function said(line: EvidenceLine): string {
  const { learned, compared } = detectorLabel(line.detector);
  switch (line.status) {
    case "known": {
      if (line.p_value == null) return "";
      const often = oneIn(line.p_value);
      const rarity = often ? `about ${often} ${compared} looks this unusual` : "nothing unusual";
      const source = line.calibration ? `, calibration: ${words(line.calibration)}` : "";
      return `${pValue(line.p_value)} (${rarity}${source})`;
    }
    case "warming":
      return `${line.seen ?? 0} of ${count(line.need ?? 0, learned)} seen; neutral until then`;
    case "unremarkable":
      return `none of the signs it looks for, which nearly all ${compared} are without; neutral`;
    case "absent":
      return `${ABSENCE[line.why ?? ""] ?? words(line.why ?? "no reason given")}; neutral`;
  }
}
