import { STATE_HINT, STATE_LABEL } from "../labels";
import type { DeviceState } from "../types";
import { StateGlyph } from "./glyph";

export function StateTag({ state }: { state: DeviceState }) {
  return (
    <span class={`tag state-${state}`} title={STATE_HINT[state]}>
      <StateGlyph state={state} />
      {STATE_LABEL[state]}
    </span>
  );
}
