import { useEffect, useRef } from "preact/hooks";
import { shortId } from "../format";
import { DECISION_LABEL, GONE, reasonLabel } from "../labels";
import type { AnyAssessment, Assessment } from "../types";
import { MARK_LABEL, mark } from "../visits";
import { FirstFew } from "./first_few";
import { DecisionGlyph } from "./glyph";
import { MarkSample } from "./mark_sample";
import { Time } from "./time";

interface Props {
  assessments: readonly AnyAssessment[];
  taughtBy: ReadonlySet<string>;
  chosen: string | null;
  choose: (assessment: string) => void;
}

/** What is named as the place of trouble is at least so many nats towards fraud. */
const TROUBLE = 0.3;
const BAR_HEIGHT = 40;

/** A customer's visits along time, oldest first. One of them is looked at: chosen by a click, or with the arrows as among radio buttons. */
export function VisitTimeline({ assessments, taughtBy, chosen, choose }: Props) {
  return (
    <FirstFew items={assessments} few={24} noun="visits">
      {(few) => <Strip assessments={few} taughtBy={taughtBy} chosen={chosen} choose={choose} />}
    </FirstFew>
  );
}

function Strip({ assessments, taughtBy, chosen, choose }: Props) {
  const list = useRef<HTMLOListElement>(null);
  const newest = assessments[0]?.id;
  useEffect(() => {
    if (list.current) list.current.scrollLeft = list.current.scrollWidth;
  }, [newest]);
  return (
    <fieldset class="timeline">
      <legend class="unseen">Visits, oldest first. The chosen one is shown below.</legend>
      <ol ref={list}>
        {[...assessments].reverse().map((one) => (
          <li key={one.id}>
            <label class={`visit decision-${one.decision}`}>
              <input type="radio" name="visit" class="unseen" value={one.id} checked={one.id === chosen} disabled={one.erased}
                onChange={() => choose(one.id)} />
              <RiskBar risk={one.erased ? null : one.risk} />
              <span class="visit-decision"><DecisionGlyph decision={one.decision} /> {DECISION_LABEL[one.decision]}</span>
              {one.erased ? <Time at={one.created_at} /> : <Visit visit={one} taught={taughtBy.has(one.id)} />}
              {one.erased && <span class="none">{GONE.erased}</span>}
            </label>
          </li>
        ))}
      </ol>
    </fieldset>
  );
}

function Visit({ visit, taught }: { visit: Assessment; taught: boolean }) {
  const kind = mark({ trusted: taught, decision: visit.decision });
  const trouble = visit.reasons.find(({ nats }) => nats > TROUBLE);
  return (
    <>
      <span class="visit-risk"><b>{visit.risk}</b> of 1000</span>
      <Time at={visit.created_at} />
      <span class="with-mark"><MarkSample kind={kind} /> {MARK_LABEL[kind]}</span>
      <span class="visit-device">{visit.device_id ? <code>{shortId(visit.device_id)}</code> : "no probe"}</span>
      <span class={trouble ? "visit-trouble" : "visit-trouble none"}>{trouble ? reasonLabel(trouble.code) : "nothing unusual"}</span>
    </>
  );
}

function RiskBar({ risk }: { risk: number | null }) {
  const level = risk === null ? 0 : 2 + (risk / 1000) * (BAR_HEIGHT - 2);
  return (
    <svg class="visit-bar" viewBox={`0 0 100 ${BAR_HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <rect class="track" width="100" height={BAR_HEIGHT} />
      <rect class="level" width="100" y={BAR_HEIGHT - level} height={level} />
    </svg>
  );
}
