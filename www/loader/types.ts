/* What the loader, the probe's script and the step-up dialog hand to each other and to the page. */

/** A challenge as the merchant's back end received it with the assessment. */
export interface Challenge {
  id: string;
  token: string;
}

/** How a step-up ended. */
export interface StepUpOutcome {
  outcome: "passed" | "failed" | "cancelled";
}

/** `window.pennyprint`. No method throws or rejects. */
export interface Pennyprint {
  /** The token for the checkout form; null where there is none within 1.5 s. */
  token(): Promise<string | null>;
  /** A new view of a single-page app begins. */
  view(name: string): void;
  /** Asks the customer for the code that was sent; resolves when the dialog closes. */
  stepUp(challenge: Challenge): Promise<StepUpOutcome>;
  /** Stops observing and sending. */
  stop(): void;
  /** `true` starts; `false` stops and removes the stored ids. */
  consent(given: boolean): void;
}

/** The probe, as its script hands it to the loader. */
export interface Core {
  start(view: string): void;
  stop(): void;
  view(name: string): void;
  token(): Promise<string | null>;
}

/** Handed over by the probe's script. */
export type CoreMaker = (wasm: Promise<Response>, origin: string, key: string) => Promise<Core>;

/** Handed over by the script for where WebAssembly is refused. */
export type PlainMaker = (origin: string, key: string) => Core;

/** Handed over by the step-up's script. */
export type OpenStepUp = (origin: string, challenge: Challenge) => Promise<StepUpOutcome>;

declare global {
  interface Window {
    pennyprint?: Pennyprint;
  }
}
