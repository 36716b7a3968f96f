import { Lookup } from "../components/lookup";
import { PageHead } from "../components/page_head";

export function PartiesView() {
  return (
    <>
      <PageHead title="Parties" />
      <Lookup section="parties" label={<>Party id, as your back end sends it in <code>transaction.payee_id</code> or a promise's <code>party_id</code></>} />
    </>
  );
}
