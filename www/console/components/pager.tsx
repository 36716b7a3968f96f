import { href, type Section } from "../route";

/** Moves through a cursor list. Links, so that Back, reload and a new tab all work. */
export function Pager({ section, cursor, next }: { section: Section; cursor: string | undefined; next: string | null | undefined }) {
  if (!cursor && !next) return null;
  return (
    <nav class="pager" aria-label="Pages of the list">
      {cursor ? <a class="button" href={href(section)}>Newest</a> : <span />}
      {next ? <a class="button" href={href(section, null, next)}>Older</a> : <span class="none">End of the list</span>}
    </nav>
  );
}
