import { useEffect, useRef, useState } from "preact/hooks";
import { Problem } from "./api";

/** Between two looks at a live resource. */
const REFRESH_MS = 4000;

export interface Resource<T> {
  /** The last good answer for this key. */
  data: T | null;
  /** Why the latest look failed; older data stays. */
  problem: Problem | null;
  retry: () => void;
}

interface Held<T> {
  key: string;
  data: T | null;
  text: string;
  problem: Problem | null;
}

/**
 * Loads a resource and, if `live`, looks again every few seconds while the tab is visible.
 * An answer equal to the last one changes nothing, so plots and open panels stay as they are.
 */
export function useResource<T>(key: string, load: (signal: AbortSignal) => Promise<T>, live = true): Resource<T> {
  const [held, setHeld] = useState<Held<T>>({ key, data: null, text: "", problem: null });
  const [attempt, setAttempt] = useState(0);
  const latest = useRef(load);
  latest.current = load;

  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let looking = false;

    const look = async () => {
      if (looking || document.hidden) return;
      looking = true;
      clearTimeout(timer);
      await once();
      looking = false;
      if (live && !abort.signal.aborted) timer = setTimeout(look, REFRESH_MS);
    };
    const once = async () => {
      try {
        const data = await latest.current(abort.signal);
        const text = JSON.stringify(data);
        setHeld((old) => (old.key === key && old.text === text && !old.problem ? old : { key, data, text, problem: null }));
      } catch (error) {
        if (abort.signal.aborted) return;
        const problem = error instanceof Problem ? error : new Problem(0, "Unreadable answer", String(error), "unreadable");
        setHeld((old) => (old.key === key ? { ...old, problem } : { key, data: null, text: "", problem }));
      }
    };

    void look();
    document.addEventListener("visibilitychange", look);
    return () => {
      abort.abort();
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [key, attempt, live]);

  const current = held.key === key ? held : { data: null, problem: null };
  return { data: current.data, problem: current.problem, retry: () => setAttempt((n) => n + 1) };
}
