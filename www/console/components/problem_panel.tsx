import type { Problem } from "../api";

/** What went wrong, in the server's words. */
export function ProblemPanel({ problem, retry }: { problem: Problem; retry: () => void }) {
  return (
    <div class="problem" role="alert">
      <h2>{problem.title}</h2>
      <p>{problem.detail}</p>
      <p class="problem-code">
        <code>{problem.code}</code>{problem.status > 0 && <> · HTTP {problem.status}</>}
      </p>
      <button type="button" onClick={retry}>Try again</button>
    </div>
  );
}
