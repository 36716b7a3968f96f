// The typed client. Every failure is a `Problem`; a 401 anywhere ends the login.
import type { Group, GroupItem } from "./party_types";
import type { Card, Party } from "./payment_types";
import { endLogin, me, siteId } from "./state";
import type { AnyAssessment, Assessment, Device, DeviceItem, Me, Page, Session, SessionItem, User } from "./types";

/** An answer that is not a success, in the words of its `application/problem+json`. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly code: string,
  ) {
    super(detail);
  }
}

/** The server did not answer at all. */
const UNREACHABLE = 0;

async function problem(answer: Response): Promise<Problem> {
  const body: unknown = await answer.json().catch(() => null);
  const said = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  const text = (name: string, otherwise: string) => (typeof said[name] === "string" ? said[name] : otherwise);
  const title = text("title", `The server answered ${answer.status}`);
  return new Problem(answer.status, title, text("detail", "It gave no further detail."), text("code", "unknown"));
}

async function request(path: string, init: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(path, { credentials: "same-origin", cache: "no-store", ...init });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new Problem(UNREACHABLE, "No answer", "The server could not be reached. Is it running?", "unreachable");
  }
  if (!answer.ok) throw await problem(answer);
  return answer;
}

/** Reads one `/v1` resource of the chosen site. */
async function read<T>(path: string, signal: AbortSignal, query: Record<string, string | undefined> = {}): Promise<T> {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) search.set(name, value);
  if (siteId.value) search.set("site", siteId.value);
  try {
    const answer = await request(`/v1/${path}?${search}`, { signal });
    return (await answer.json()) as T;
  } catch (error) {
    if (error instanceof Problem && error.status === 401) endLogin();
    throw error;
  }
}

const PAGE = "25";

export const api = {
  devices: (cursor: string | undefined, signal: AbortSignal) =>
    read<Page<DeviceItem>>("devices", signal, { limit: PAGE, cursor }),
  device: (id: string, signal: AbortSignal) => read<Device>(`devices/${encodeURIComponent(id)}`, signal),
  user: (id: string, visit: string | undefined, signal: AbortSignal) =>
    read<User>(`users/${encodeURIComponent(id)}`, signal, { visit }),
  card: (id: string, signal: AbortSignal) => read<Card>(`cards/${encodeURIComponent(id)}`, signal),
  party: (id: string, signal: AbortSignal) => read<Party>(`parties/${encodeURIComponent(id)}`, signal),
  groups: (signal: AbortSignal) => read<Page<GroupItem>>("groups", signal),
  group: (id: string, signal: AbortSignal) => read<Group>(`groups/${encodeURIComponent(id)}`, signal),
  assessments: (cursor: string | undefined, signal: AbortSignal, limit = PAGE) =>
    read<Page<AnyAssessment>>("assessments", signal, { limit, cursor }),
  assessment: (id: string, signal: AbortSignal) => read<Assessment>(`assessments/${encodeURIComponent(id)}`, signal),
  sessions: (cursor: string | undefined, signal: AbortSignal) =>
    read<Page<SessionItem>>("sessions", signal, { limit: PAGE, cursor }),
  session: (id: string, signal: AbortSignal) => read<Session>(`sessions/${encodeURIComponent(id)}`, signal),

  /** Who is logged in; null where nobody is. */
  async me(): Promise<Me | null> {
    try {
      return (await (await request("/console/api/me", {})).json()) as Me;
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return null;
      throw error;
    }
  },

  async login(name: string, password: string): Promise<Me | null> {
    const headers = { "content-type": "application/json" };
    await request("/console/api/login", { method: "POST", headers, body: JSON.stringify({ name, password }) });
    return api.me();
  },

  async logout(): Promise<void> {
    const headers = { "x-csrf-token": me.value?.csrf ?? "" };
    try {
      await request("/console/api/logout", { method: "POST", headers });
    } catch (error) {
      if (!(error instanceof Problem && error.status === 401)) throw error;
    }
  },
};
