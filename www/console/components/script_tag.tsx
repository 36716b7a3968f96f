import { site } from "../state";

/** The tag a merchant pastes, with this server's own address and the site's publishable key. */
export function ScriptTag() {
  const tag = `<script async src="${location.origin}/v1/probe.js" data-key="${site.value?.publishable_key}"></script>`;
  return (
    <>
      <p>Paste this into the checkout page:</p>
      <pre tabIndex={0} aria-label="Script tag"><code>{tag}</code></pre>
      <p>Then open the checkout: its device appears here within seconds.</p>
    </>
  );
}
