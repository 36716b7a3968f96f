// The shop's own back end.
import type { Confirmation, Order } from "./types";

/** The shop refused, in words for the customer. */
export class ShopError extends Error {}

async function post<T>(path: string, body: unknown): Promise<T> {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) {
    const problem = (await answer.json().catch(() => null)) as { detail?: string } | null;
    throw new ShopError(problem?.detail ?? `The shop answered ${answer.status}.`);
  }
  return (await answer.json()) as T;
}

const SENT = ["name", "email", "street", "postal_code", "city", "country"] as const;

/** Places the order. The card's fields have no names and are not in the body. */
export function placeOrder(token: string | null, form: HTMLFormElement): Promise<Order> {
  const fields = new FormData(form);
  const sent = Object.fromEntries(SENT.map((name) => [name, String(fields.get(name) ?? "").trim()]));
  return post<Order>("/orders", { token, ...sent });
}

export function confirmOrder(orderId: string): Promise<Confirmation> {
  return post<Confirmation>(`/orders/${encodeURIComponent(orderId)}/confirm`, {});
}
