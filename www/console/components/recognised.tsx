import { words } from "../format";
import { UNRECOGNISED } from "../labels";
import type { Recognition } from "../types";
import { Id } from "./id";
import { Time } from "./time";

/** Under which id a device was probably here before it cleared its storage; or why nothing is said of that. */
export function Recognised({ recognition }: { recognition: Recognition }) {
  const { status, why = "", device_id, confidence = 0, last_seen, agreeing = [], disagreeing = [] } = recognition;
  if (status === "absent") return <span class="none">{UNRECOGNISED[why] ?? words(why)}</span>;
  const differ = disagreeing.length > 0 ? `, ${disagreeing.map(words).join(", ")} differ` : "";
  return (
    <>
      probably <Id id={device_id} section="devices" /> ({percent(confidence)}){last_seen && <>, last seen <Time at={last_seen} /></>}:{" "}
      {agreeing.slice(0, 5).map(words).join(", ")} agree{differ}
    </>
  );
}

/** Never 100 %: that would be a merge. */
const percent = (confidence: number) => `${Math.min(99.9, Math.floor(confidence * 1000) / 10)} %`;
