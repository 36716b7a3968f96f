// Hash routing: the address survives a reload and needs nothing from the server.
import { signal } from "@preact/signals";
import { chooseSite } from "./state";

export type Section = "devices" | "users" | "cards" | "parties" | "groups" | "assessments" | "sessions";

export interface Route {
  section: Section | null;
  /** Set where one thing is looked at rather than the list. */
  id?: string;
  /** Where the list starts; its newest item if missing. */
  cursor?: string;
}

const SECTIONS: readonly Section[] = ["devices", "users", "cards", "parties", "groups", "assessments", "sessions"];

export function parse(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  const search = new URLSearchParams(query);
  const named = search.get("site");
  if (named) chooseSite(named);
  const [first, second, ...rest] = path.split("/").filter(Boolean).map(decode);
  const section = first === undefined ? "devices" : SECTIONS.find((one) => one === first);
  if (!section || rest.length > 0) return { section: null };
  const route: Route = { section };
  if (second) route.id = second;
  const cursor = search.get("cursor");
  if (cursor) route.cursor = cursor;
  return route;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export const route = signal(parse(location.hash));
addEventListener("hashchange", () => {
  route.value = parse(location.hash);
});

export function href(section: Section, id?: string | null, cursor?: string): string {
  const path = id ? `#/${section}/${encodeURIComponent(id)}` : `#/${section}`;
  return cursor ? `${path}?cursor=${encodeURIComponent(cursor)}` : path;
}
