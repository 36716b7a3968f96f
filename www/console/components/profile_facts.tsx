import { count, plain, quantity } from "../format";
import type { Feedback, Profile } from "../party_types";
import { Facts } from "./facts";

const AROUND_THE_CLOCK_BITS = Math.log2(24);

/** How a party acts, and with whom. */
export function ProfileFacts({ profile }: { profile: Profile }) {
  const { acts, betweenness, betweenness_within, cluster, conductance, gap_s, given, got, hour_bits, hours, length_chars, reciprocity } = profile;
  return (
    <Facts
      facts={[
        ["It did", `${count(acts.messages, "message")}, ${count(acts.replies, "reply", "replies")}, ${count(acts.ratings, "rating")}, ${count(acts.confirmations, "confirmation")}`],
        ["Opinions it gave", said(given)],
        ["Opinions it got", said(got)],
        ["Who turned to it in turn", reciprocity === null ? "nobody to" : quantity(100 * reciprocity, "percent")],
        ["Usual length of a text", length_chars === null ? "no texts" : count(Math.round(length_chars), "character")],
        ["Usual time between two acts", gap_s === null ? "not known yet" : spell(gap_s)],
        ["Hours of the day", hours.some((hour) => hour > 0) ? `${plain(hour_bits, 1)} bits of ${plain(AROUND_THE_CLOCK_BITS, 1)}, most at ${hours.indexOf(Math.max(...hours))} h UTC` : "none lately"],
        ["Ways between others that lead over it", betweenness === null ? "not known yet" : `${quantity(100 * betweenness, "percent")}, give or take ${quantity(100 * (betweenness_within ?? 1), "percent")}`],
        ["Cluster", conductance === null ? "none" : `${count(cluster.length, "party", "parties")}, ${quantity(100 * conductance, "percent")} of their ties lead out`],
      ]}
    />
  );
}

const said = ({ count: all, bad, mean, recent }: Feedback): string =>
  all === 0 ? "none" : `${all}, ${bad} bad, mean ${plain(mean)}, recent ${plain(recent)}`;

/** Seconds to days, where a reader changes the unit. */
function spell(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} days`;
}
