import { Lookup } from "../components/lookup";
import { PageHead } from "../components/page_head";

export function CardsView() {
  return (
    <>
      <PageHead title="Cards" />
      <Lookup section="cards" label={<>Card id, as your back end sends it in <code>transaction.card.id</code>; never the card's number</>} />
    </>
  );
}
