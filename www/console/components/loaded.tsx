import type { ComponentChildren } from "preact";
import type { Resource } from "../use_resource";
import { Loading } from "./loading";
import { ProblemPanel } from "./problem_panel";

interface Props<T> {
  resource: Resource<T>;
  rows: number;
  children: (data: T) => ComponentChildren;
}

/** Loading, failed or there. A refresh that fails keeps the older data in view and says so. */
export function Loaded<T>({ resource, rows, children }: Props<T>) {
  const { data, problem, retry } = resource;
  if (data === null) return problem ? <ProblemPanel problem={problem} retry={retry} /> : <Loading rows={rows} />;
  return (
    <>
      {problem && <p class="stale" role="status">Not refreshed: {problem.detail} Showing what came before.</p>}
      {children(data)}
    </>
  );
}
