import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";

interface Props {
  title: string;
  /** Where this view hangs: a link back to its list. */
  up?: { href: string; label: string };
  children?: ComponentChildren;
}

export function PageHead({ title, up, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Pennyprint`;
  }, [title]);
  return (
    <div class="page-head">
      {up && <a class="up" href={up.href}><span aria-hidden="true">←</span> {up.label}</a>}
      <div class="page-title">
        <h1>{title}</h1>
        {children}
      </div>
    </div>
  );
}
