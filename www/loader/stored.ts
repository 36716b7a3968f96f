/* What a visit leaves in the merchant's origin, as probe-wasm/src/sys.rs keeps it. */

const SESSION = "pennyprint.session";
const DEVICE = "pennyprint.device";
const LINK = "pennyprint.link";
/** A session ends after this many idle milliseconds. */
export const SESSION_IDLE_MS = 30 * 60 * 1000;

/** A browser that refuses storage throws already where it is named. */
function attempt<T>(act: () => T): T | null {
  try {
    return act();
  } catch {
    return null;
  }
}

/** The session of this tab, unless it has been idle for too long. */
export function storedSession(): string | null {
  const [used_ms, id] = attempt(() => sessionStorage.getItem(SESSION))?.split(" ") ?? [];
  return id && Date.now() - Number(used_ms) <= SESSION_IDLE_MS ? id : null;
}

export function storedDevice(): string | null {
  return attempt(() => localStorage.getItem(DEVICE));
}

/** The link that the next seal presents; empty before the first. */
export function storedLink(): string {
  return attempt(() => localStorage.getItem(LINK)) ?? "";
}

export function storeLink(link: string): void {
  attempt(() => localStorage.setItem(LINK, link));
}

export function store(session: string, device: string): void {
  attempt(() => sessionStorage.setItem(SESSION, `${Date.now()} ${session}`));
  attempt(() => localStorage.setItem(DEVICE, device));
}

export function forget(): void {
  attempt(() => sessionStorage.removeItem(SESSION));
  attempt(() => localStorage.removeItem(DEVICE));
  attempt(() => localStorage.removeItem(LINK));
}
