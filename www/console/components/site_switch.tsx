import { href, route } from "../route";
import { chooseSite, me, site } from "../state";

/** Names the site and its mode; a choice where there is more than one. */
export function SiteSwitch() {
  const sites = me.value?.sites ?? [];
  const current = site.value;
  if (!current) return <div class="site" />;
  const monitor = current.mode === "monitor";
  return (
    <div class="site">
      {sites.length > 1 ? (
        <label>
          <span class="unseen">Site</span>
          <select value={current.id} onChange={(event) => go(event.currentTarget.value)}>
            {sites.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
          </select>
        </label>
      ) : (
        <span class="site-name">{current.name}</span>
      )}
      <span
        class={`mode mode-${current.mode}`}
        title={monitor ? "Decisions are computed and shown; the merchant is told “allow”" : "Decisions are enforced"}
      >
        {current.environment === "test" && "Test · "}{monitor ? "Monitor" : "Enforce"}
      </span>
    </div>
  );
}

/** Ids and cursors belong to their site: another site begins at the top of the list. */
function go(id: string): void {
  location.hash = href(route.value.section ?? "devices");
  chooseSite(id);
}
