import { byId, h } from "./dom";

/** Between asking for a code and the phone's buzz, as texts take a moment. */
const DELIVERY_MS = 700;

let delivery: ReturnType<typeof setTimeout> | undefined;

/** Shows the text message as the customer's phone would, above the code dialog. */
export function receiveText(text: string): void {
  const phone = byId("sms", HTMLElement);
  phone.replaceChildren(
    h("span", { class: "sms-app" }, "Messages · demo phone"),
    h("b", {}, "Fernhill Coffee"),
    h("span", { class: "sms-text" }, text),
  );
  delivery = setTimeout(() => phone.showPopover(), DELIVERY_MS);
}

export function hidePhone(): void {
  clearTimeout(delivery);
  byId("sms", HTMLElement).hidePopover();
}
