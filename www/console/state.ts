// What every view shares: who is logged in and which site is looked at.
import { computed, signal } from "@preact/signals";
import type { Me, Site } from "./types";

const SITE_KEY = "pennyprint.site";

/** undefined: not asked yet; null: nobody. */
export const me = signal<Me | null | undefined>(undefined);

/** Set when a login that had worked is refused later. */
export const loginEnded = signal(false);

const chosenSite = signal<string | null>(localStorage.getItem(SITE_KEY));

export const site = computed<Site | null>(() => {
  const sites = me.value?.sites ?? [];
  return sites.find((one) => one.id === chosenSite.value) ?? sites[0] ?? null;
});

/** The site that requests name; null leaves the choice to the server. */
export const siteId = computed(() => site.value?.id ?? null);

export function chooseSite(id: string): void {
  chosenSite.value = id;
  localStorage.setItem(SITE_KEY, id);
}

export function endLogin(): void {
  loginEnded.value = me.value != null;
  me.value = null;
}

/** Read out politely by screen readers. */
export const announcement = signal("");
