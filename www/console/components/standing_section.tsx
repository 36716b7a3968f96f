import { plain, quantity, share } from "../format";
import type { Party } from "../payment_types";
import { Facts } from "./facts";
import { FirstFew } from "./first_few";
import { Id } from "./id";
import { InteractionsTable } from "./interactions_table";
import { NeighbourhoodGraph } from "./neighbourhood_graph";
import { ProfileFacts } from "./profile_facts";
import { StandingPlot } from "./standing_plot";
import { Time } from "./time";

/** How a party stands among those it deals with. */
export function StandingSection({ party }: { party: Party }) {
  const { standing, neighbours, interactions } = party;
  if (interactions.length === 0) {
    return <p class="none">No interaction names this party. The back end tells of them with <code>POST /v1/interactions</code>.</p>;
  }
  const followed = interactions.some(({ trust }) => trust !== null);
  return (
    <div class="dealings">
      {standing && (
        <Facts
          facts={[
            ["Trust", share(standing.trust)],
            ["Still unknown of that", quantity(100 * standing.uncertainty, "percent")],
            ["What its word counts", share(standing.credibility)],
            ["Opinions", standing.opinions],
            ["Bad ones", standing.bad_opinions],
            ["Turned to it", standing.heard_from],
            ["It turned to", standing.turned_to],
            ["From its usual trust", standing.jump === null ? "not known yet" : `${plain(standing.jump, 1)} standard deviations`],
            ["Group", party.group ? <Id id={party.group} section="groups" /> : "none"],
            ["As of", <Time at={standing.as_of} />],
          ]}
        />
      )}
      {party.profile && <ProfileFacts profile={party.profile} />}
      <div class="plots">
        {neighbours.length > 0 && <NeighbourhoodGraph party={party.id} trust={standing?.trust ?? 0.5} neighbours={neighbours} />}
        {followed && <StandingPlot interactions={interactions} />}
      </div>
      <FirstFew items={interactions} few={12} noun="interactions">{(few) => <InteractionsTable interactions={few} />}</FirstFew>
    </div>
  );
}
