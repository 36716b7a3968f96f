/* The step-up dialog: asks for the six-digit code, posts it, says how it ended. Loaded when it is needed. */

import { handOver } from "./hand-over";
import { style } from "./step-up-style";
import { storeLink } from "./stored";
import type { Challenge, OpenStepUp, StepUpOutcome } from "./types";

/** The probe knows this name and observes nothing inside. */
const HOST = "pennyprint-step-up";
/** An answer that takes longer than this is offered for another try. */
const ANSWER_MS = 15_000;

const MARKUP = `
<dialog aria-labelledby="title" aria-describedby="hint">
  <form novalidate>
    <h2 id="title">Confirm it is you</h2>
    <p id="hint">We sent you a 6-digit code. Enter it to continue.</p>
    <label for="code">Code</label>
    <input id="code" name="code" autocomplete="one-time-code" inputmode="numeric" maxlength="12"
      autocapitalize="off" spellcheck="false" aria-describedby="error" required>
    <p id="error" aria-live="assertive"></p>
    <div>
      <button type="button" id="cancel">Cancel</button>
      <button type="submit" id="submit">Confirm</button>
    </div>
  </form>
</dialog>`;

interface Answered {
  result: "passed" | "failed" | "next";
  tries_left: number;
  /** What the next seal presents, where another browser had carried the identity on. */
  link?: string;
}

const open: OpenStepUp = (origin, challenge) =>
  new Promise<StepUpOutcome>((resolve) => {
    const host = document.createElement(HOST);
    const root = host.attachShadow({ mode: "closed" });
    root.innerHTML = MARKUP;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    root.adoptedStyleSheets = [sheet];
    const find = <T extends HTMLElement>(id: string) => root.getElementById(id) as T;
    const dialog = root.querySelector("dialog")!;
    const form = root.querySelector("form")!;
    const code = find<HTMLInputElement>("code");
    const submit = find<HTMLButtonElement>("submit");
    const error = find("error");
    const before = document.activeElement;

    let outcome: StepUpOutcome["outcome"] = "cancelled";
    const end = (how: StepUpOutcome["outcome"]) => {
      outcome = how;
      dialog.close();
    };

    const complain = (text: string) => {
      error.textContent = text;
      code.setAttribute("aria-invalid", "true");
      code.select();
      code.focus();
    };

    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const answer = code.value.replace(/\D/g, "");
      if (submit.disabled) return;
      if (answer.length !== 6) return complain("The code has 6 digits.");
      submit.disabled = true;
      error.textContent = "";
      code.removeAttribute("aria-invalid");
      const answered = await post(origin, challenge, answer);
      submit.disabled = false;
      if (!dialog.open) return;
      if (!answered) return complain("We could not check the code. Please try again.");
      if (answered.result !== "next") return end(answered.result);
      const tries = answered.tries_left === 1 ? "1 try" : `${answered.tries_left} tries`;
      complain(`This is not the code. You have ${tries} left.`);
    });
    find("cancel").addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      host.remove();
      if (before instanceof HTMLElement) before.focus();
      resolve({ outcome });
    });

    document.body.append(host);
    dialog.showModal();
    code.focus();
  });

/** The server's answer; undefined where it could not be reached or refused the request for a reason that may pass. */
async function post(origin: string, { id, token }: Challenge, answer: string): Promise<Answered | undefined> {
  try {
    const response = await fetch(`${origin}/v1/challenges/${encodeURIComponent(id)}/answers`, {
      method: "POST",
      credentials: "omit",
      body: JSON.stringify({ token, answer }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (response.ok) {
      const answered = (await response.json()) as Answered;
      if (answered.link) storeLink(answered.link);
      return answered;
    }
    // A challenge that is over, or is not this one, will never take another answer.
    const over = response.status < 500 && response.status !== 429 && response.status !== 422;
    return over ? { result: "failed", tries_left: 0 } : undefined;
  } catch {
    return undefined;
  }
}

handOver<OpenStepUp>((origin, challenge) => open(origin, challenge).catch(() => ({ outcome: "cancelled" as const })));
