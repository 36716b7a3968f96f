/** The tag a merchant pastes, with this server's own address. */
export function ScriptTag() {
  const tag = `<script async src="${location.origin}/v1/probe.js" data-key="pk_…"></script>`;
  return (
    <>
      <p>Paste this into the checkout page. The publishable key was printed when the site was created.</p>
      <pre tabIndex={0} aria-label="Script tag"><code>{tag}</code></pre>
      <p>Then open the checkout: its device appears here within seconds.</p>
    </>
  );
}
