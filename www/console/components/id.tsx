import { shortId } from "../format";
import { href, type Section } from "../route";

/** An id, shortened; a link where a section is named. */
export function Id({ id, section }: { id: string | null | undefined; section?: Section }) {
  if (!id) return <span class="none">–</span>;
  const text = <code title={id}>{shortId(id)}</code>;
  return section ? <a class="id" href={href(section, id)}>{text}</a> : text;
}
