import { plain } from "../format";
import type { Why } from "../party_types";

/** What is suspicious about a group's ties, the weightiest first. */
export function WhyList({ why }: { why: readonly Why[] }) {
  return <ul>{why.map(({ code, text, nats }) => <li key={code}>{text} <small>{plain(nats, 1)} nats</small></li>)}</ul>;
}
