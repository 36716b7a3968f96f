import { useEffect, useRef, useState } from "preact/hooks";
import { api, Problem } from "../api";
import { Logo } from "../components/logo";
import { loginEnded, me } from "../state";

/** Stands in the place of the wanted view; the address stays, so the view follows the login. */
export function LoginView() {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const name = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);

  useEffect(() => {
    document.title = "Log in · Pennyprint";
    name.current?.focus();
  }, []);

  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      me.value = await api.login(name.current?.value ?? "", password.current?.value ?? "");
    } catch (error) {
      setProblem(error instanceof Problem ? error : new Problem(0, "Unreadable answer", String(error), "unreadable"));
      password.current?.select();
    } finally {
      setBusy(false);
    }
  };

  return (
    <main class="login">
      <form onSubmit={submit}>
        <div class="brand"><Logo /><span>Pennyprint</span></div>
        <h1>Security console</h1>
        {loginEnded.value && !problem && <p class="stale" role="status">Your login has ended. Log in to go on where you were.</p>}
        {problem && <p class="form-problem" role="alert">{problem.detail}</p>}
        <label>
          Name
          <input ref={name} name="name" autocomplete="username" autocapitalize="none" spellcheck={false} required />
        </label>
        <label>
          Password
          <input ref={password} name="password" type="password" autocomplete="current-password" required />
        </label>
        <button type="submit" class="primary" disabled={busy}>{busy ? "Logging in…" : "Log in"}</button>
        <p class="hint">The first password is printed by the server when it starts for the first time.</p>
      </form>
    </main>
  );
}
