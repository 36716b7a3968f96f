import { Lookup } from "../components/lookup";
import { PageHead } from "../components/page_head";

export function UsersView() {
  return (
    <>
      <PageHead title="Customers" />
      <Lookup section="users" label={<>Customer id, as your back end sends it in <code>user_id</code></>} />
    </>
  );
}
