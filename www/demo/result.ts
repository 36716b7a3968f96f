import { byId, h } from "./dom";
import { received } from "./received";
import type { Order, Status } from "./types";

const HEADING: Record<Status, string> = {
  pending: "One moment…",
  challenge: "Please confirm",
  placed: "Order placed",
  refused: "Order refused",
};

/** Shows where the order stands. The attributes are for whoever automates the page. */
export function show(status: Status, message: string, order?: Order): void {
  const result = open(status);
  if (order) result.dataset["decision"] = order.decision;
  const done = status === "placed" || status === "refused";
  const held = status === "placed" && order?.enforced === "review";
  result.replaceChildren(
    h("h2", {}, held ? "Order received" : HEADING[status]),
    h("p", {}, message),
    ...(order && done ? [h("p", { class: "order-id" }, `Order ${order.order_id}`)] : []),
    ...(done ? [visitAgain()] : []),
    ...(order ? [received(order)] : []),
  );
  if (done) result.focus();
}

/** The customer closed the code dialog: the order waits, the way back stays open. */
export function offerCode(again: () => void): void {
  const button = h("button", { type: "button", id: "enter-code" }, "Enter the code");
  button.addEventListener("click", again);
  byId("result", HTMLElement).querySelector("p")?.after(h("p", {}, button));
  button.focus();
}

/** The order never came to a decision; the customer may try again. */
export function showFailure(message: string): void {
  const result = open("");
  result.replaceChildren(h("h2", {}, "Something went wrong"), h("p", {}, message));
  result.focus();
}

function open(status: Status | ""): HTMLElement {
  const result = byId("result", HTMLElement);
  result.hidden = false;
  if (status) result.dataset["status"] = status;
  else delete result.dataset["status"];
  return result;
}

function visitAgain(): HTMLElement {
  const button = h("button", { type: "button", id: "again" }, "Visit again");
  button.addEventListener("click", () => location.reload());
  return h("p", {}, button);
}
