import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "../api";
import { href, route, type Section } from "../route";
import { announcement, loginEnded, me } from "../state";
import { Logo } from "./logo";
import { SiteSwitch } from "./site_switch";

const NAVIGATION: readonly { section: Section; label: string }[] = [
  { section: "devices", label: "Devices" },
  { section: "users", label: "Customers" },
  { section: "cards", label: "Cards" },
  { section: "parties", label: "Parties" },
  { section: "groups", label: "Groups" },
  { section: "assessments", label: "Assessments" },
  { section: "sessions", label: "Sessions" },
];

/** The frame around every view: skip link, header, main, footer and the polite live region. */
export function Shell({ children }: { children: ComponentChildren }) {
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  const { section, id, cursor } = route.value;

  // A new view starts at its top, for eyes and for screen readers alike.
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [section, id, cursor]);

  return (
    <>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>Skip to content</button>
      <header class="top">
        <a class="brand" href={href("devices")}><Logo /><span>Pennyprint</span></a>
        <nav aria-label="Views">
          {NAVIGATION.map((item) => (
            <a key={item.section} href={href(item.section)} aria-current={item.section === section ? "page" : undefined}>
              {item.label}
            </a>
          ))}
        </nav>
        <SiteSwitch />
        <Account />
      </header>
      <main ref={main} tabIndex={-1}>{children}</main>
      <footer class="foot">
        <span>Times are local; hover over one for UTC.</span>
        <a href="/console/licences.html">Licences</a>
      </footer>
      <div class="unseen" role="status" aria-live="polite">{announcement.value}</div>
    </>
  );
}

function Account() {
  const [refused, setRefused] = useState(false);
  const leave = async () => {
    try {
      await api.logout();
      loginEnded.value = false;
      me.value = null;
    } catch {
      setRefused(true);
    }
  };
  return (
    <div class="account">
      <span class="account-name" title={`Role: ${me.value?.role ?? ""}`}>{me.value?.name}</span>
      <button type="button" class="quiet" onClick={leave}>{refused ? "Not logged out. Try again" : "Log out"}</button>
    </div>
  );
}
