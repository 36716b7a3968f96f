// The checkout as a merchant would write it: ask for a token, send it with the order, act on the answer.
import { confirmOrder, placeOrder } from "./backend";
import { byId } from "./dom";
import { hidePhone, receiveText } from "./phone";
import { show, showFailure } from "./result";
import type { Challenge, Order, Pennyprint } from "./types";
import "./shop.css";

const form = byId("checkout", HTMLFormElement);
const pay = byId("pay", HTMLButtonElement);

/** Missing where the probe was blocked: the shop works all the same. */
function probe(): Pennyprint | undefined {
  return (window as { pennyprint?: Pennyprint }).pennyprint;
}

async function checkOut(): Promise<void> {
  show("pending", "We are placing your order.");
  const token = (await probe()?.token()) ?? null;
  const order = await placeOrder(token, form);
  switch (order.enforced) {
    case "allow":
    case "review":
      return finish("placed", order.message, order);
    case "block":
      return finish("refused", order.message, order);
    case "step_up":
      return order.challenge ? stepUp(order, order.challenge) : finish("refused", order.message, order);
  }
}

async function stepUp(order: Order, challenge: Challenge): Promise<void> {
  show("challenge", order.message, order);
  if (order.sms) receiveText(order.sms);
  try {
    await probe()?.stepUp(challenge);
  } finally {
    hidePhone();
  }
  // Whatever the page believes, the back end asks Pennyprint how the challenge ended.
  const { status, message } = await confirmOrder(order.order_id);
  finish(status, message, order);
}

function finish(status: "placed" | "refused", message: string, order: Order): void {
  form.hidden = true;
  show(status, message, order);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  pay.disabled = true;
  try {
    await checkOut();
  } catch (error) {
    showFailure(error instanceof TypeError ? "The shop could not be reached. Please try again." : String((error as Error).message));
  } finally {
    pay.disabled = false;
  }
});
