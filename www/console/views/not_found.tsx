import { Empty } from "../components/empty";
import { PageHead } from "../components/page_head";
import { href } from "../route";

export function NotFoundView() {
  return (
    <>
      <PageHead title="Not found" />
      <Empty title="There is no such view">
        <p>Go back to the <a href={href("devices")}>devices</a>.</p>
      </Empty>
    </>
  );
}
