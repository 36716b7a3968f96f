import { useEffect, useMemo, useRef } from "preact/hooks";
import { localTime } from "../format";
import { groups, NEED, rhythms } from "../looked_at";
import { DECISION_LABEL, GONE } from "../labels";
import { href } from "../route";
import { announcement } from "../state";
import type { User } from "../types";
import { POINTS } from "../waterfall";
import { BandTable } from "./band_table";
import { DecisionTag } from "./decision_tag";
import { Reasons } from "./reasons";
import { RhythmPlot } from "./rhythm_plot";
import { Time } from "./time";

/** Why nothing of a visit can be shown. */
const UNSEEN = {
  ...GONE,
  no_visit: "the back end sent no token, so nothing was measured",
  forgotten: "it is older than what is kept",
};

/** The visit that is looked at: why it was judged as it was, and what it measured beside what is usual. */
export function LookedAtVisit({ user }: { user: User }) {
  const { behaviour, visit } = user;
  const measured = visit?.measured;
  useSaidAloud(user);
  const fields = useMemo(() => rhythms(behaviour, measured), [behaviour, measured]);
  const hands = useMemo(() => groups(behaviour, measured), [behaviour, measured]);
  return (
    <>
      <section aria-label="Reasons of the chosen visit" class="visit-reasons">
        <Judged user={user} />
        {visit?.gone && <p class="none">Nothing of it can be shown: {UNSEEN[visit.gone]}.</p>}
      </section>
      <section>
        <h2>Rhythms</h2>
        {fields.length > 0 ? (
          <div class="plots">{fields.map((rhythm) => <RhythmPlot key={`${rhythm.code} ${rhythm.input} ${rhythm.keys}`} rhythm={rhythm} />)}</div>
        ) : (
          <p class="none">No field was typed at one go, in this visit or often enough before: autofill, pasting and corrections leave no rhythm.</p>
        )}
      </section>
      {behaviour.trusted_visits < NEED && (
        <p class="none">Still learning: until the third trusted visit a band is mostly what is usual for anybody, and nobody is judged by it.</p>
      )}
      {hands.length > 0 ? (
        <div class="columns">{hands.map((group) => <BandTable key={group.title} group={group} />)}</div>
      ) : (
        <p class="none">Nothing was measured and nothing learnt yet: nobody typed, pointed or scrolled.</p>
      )}
    </>
  );
}

function Judged({ user: { visit, assessments } }: { user: User }) {
  const judged = assessments.find(({ id }) => id === visit?.assessment_id);
  if (!judged) return <p class="none">No visit with a probe yet: there is nothing to look at.</p>;
  return (
    <>
      <h2>
        Visit of <Time at={judged.created_at} /> <DecisionTag decision={judged.decision} enforced={judged.enforced} />
      </h2>
      {!judged.erased && <Reasons assessment={judged} scale={POINTS} />}
      {!judged.erased && (
        <p class="more">
          What was usual then, the reasons say; the plots show what is usual today.{" "}
          <a href={href("assessments", judged.id)}>The assessment</a>
          {judged.session_id && <> · <a href={href("sessions", judged.session_id)}>the session</a></>}
        </p>
      )}
    </>
  );
}

/** Says aloud which visit is shown once another one is. */
function useSaidAloud({ visit, assessments }: User): void {
  const before = useRef(visit?.assessment_id);
  useEffect(() => {
    const judged = assessments.find(({ id }) => id === visit?.assessment_id);
    if (judged && judged.id !== before.current) {
      announcement.value = `Shown: the visit of ${localTime(new Date(judged.created_at))}, ${DECISION_LABEL[judged.decision]}`;
    }
    before.current = visit?.assessment_id;
  }, [visit?.assessment_id]);
}
