import { useRef } from "preact/hooks";
import { PageHead } from "../components/page_head";
import { href } from "../route";

/** Customers are looked up, not listed: their ids are stored nowhere. */
export function UsersView() {
  const id = useRef<HTMLInputElement>(null);
  const open = (event: Event) => {
    event.preventDefault();
    const wanted = id.current?.value.trim();
    if (wanted) location.hash = href("users", wanted);
  };
  return (
    <>
      <PageHead title="Customers" />
      <form class="card lookup" onSubmit={open}>
        <label for="customer">Customer id, as your back end sends it in <code>user_id</code></label>
        <p>
          <input id="customer" ref={id} required maxLength={128} autocomplete="off" autocapitalize="none" spellcheck={false} />
          <button type="submit">Look up</button>
        </p>
      </form>
    </>
  );
}
