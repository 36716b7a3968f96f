// The checkout as a merchant would write it: ask for a token, send it with the order, act on the answer.
import { confirmOrder, placeOrder, ShopError } from "./backend";
import type { Challenge } from "../loader/types";
import { byId } from "./dom";
import { hidePhone, receiveText } from "./phone";
import { offerCode, show, showFailure } from "./result";
import type { Order } from "./types";
import "./styles/index.css";

const form = byId("checkout", HTMLFormElement);
const pay = byId("pay", HTMLButtonElement);

async function checkOut(): Promise<void> {
  show("pending", "We are placing your order.");
  // Missing where the probe was blocked: the shop works all the same.
  const token = (await window.pennyprint?.token()) ?? null;
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
  form.hidden = true;
  show("challenge", order.message, order);
  if (order.sms) receiveText(order.sms);
  const ended = await window.pennyprint?.stepUp(challenge);
  hidePhone();
  if (ended?.outcome === "cancelled") return offerCode(() => attempt(() => stepUp(order, challenge)));
  // Whatever the page believes, the back end asks Pennyprint how the challenge ended.
  const { status, message } = await confirmOrder(order.order_id);
  finish(status, message, order);
}

function finish(status: "placed" | "refused", message: string, order: Order): void {
  form.hidden = true;
  show(status, message, order);
}

/** Runs one step of the checkout; says so where it fails and leaves the form for another try. */
async function attempt(step: () => Promise<void>): Promise<void> {
  pay.disabled = true;
  try {
    await step();
  } catch (error) {
    form.hidden = false;
    showFailure(error instanceof ShopError ? error.message : "The shop could not be reached. Please try again.");
  } finally {
    pay.disabled = false;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void attempt(checkOut);
});
