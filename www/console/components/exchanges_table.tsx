import { bytes, duration, sentence } from "../format";
import type { Exchange } from "../types";

/** The micro-transactions as both sides saw them. */
export function ExchangesTable({ exchanges }: { exchanges: readonly Exchange[] }) {
  if (exchanges.length === 0) return <p class="none">No micro-transaction was timed in this visit.</p>;
  const caption = "Micro-transactions, from both sides";
  return (
    <div class="scroll" role="region" aria-label={caption} tabIndex={0}>
      <table class="exchanges">
        <caption>{caption}</caption>
        <colgroup span={2} />
        <colgroup span={6} class="side" />
        <colgroup span={5} class="side" />
        <thead>
          <tr>
            <th colSpan={2}><span class="unseen">Step</span></th>
            <th colSpan={6} scope="colgroup" class="side">The server saw</th>
            <th colSpan={5} scope="colgroup" class="side">The page reported</th>
          </tr>
          <tr>
            <th scope="col" class="num">#</th>
            <th scope="col">Kind</th>
            <th scope="col" class="num side" title="Arrival of the request to departure of the answer, the hold left out">Work</th>
            <th scope="col" class="num" title="Secret delay before the answer">Held</th>
            <th scope="col" class="num" title="First to last part of the request">Arrival</th>
            <th scope="col" class="num" title="Departure of the answer to arrival of the next request">Return gap</th>
            <th scope="col" class="num">Answer</th>
            <th scope="col" class="num" title="Shortest round trip of the connection, as the server's kernel saw it">Kernel</th>
            <th scope="col" class="num side" title="Call of fetch to last byte">Total</th>
            <th scope="col" class="num" title="Request's departure to first byte of the answer">First byte</th>
            <th scope="col" class="num" title="First to last byte of the answer">Transfer</th>
            <th scope="col">Connection</th>
            <th scope="col" class="num" title="End of this one to start of the next">Turnaround</th>
          </tr>
        </thead>
        <tbody>
          {exchanges.map((exchange, index) => <Row key={index} exchange={exchange} number={index + 1} />)}
        </tbody>
      </table>
    </div>
  );
}

function Row({ exchange, number }: { exchange: Exchange; number: number }) {
  const { client } = exchange;
  const resource = client?.resource;
  return (
    <tr>
      <td class="num">{number}</td>
      <th scope="row">{sentence(exchange.kind)}</th>
      <td class="num side">{time(exchange.server_us)}</td>
      <td class="num">{exchange.held_us > 0 ? time(exchange.held_us) : time(null)}</td>
      <td class="num">{exchange.arrival_spread_us == null ? <span class="none">one part</span> : time(exchange.arrival_spread_us)}</td>
      <td class="num">{time(exchange.return_gap_us)}</td>
      <td class="num">{bytes(exchange.answer_bytes)}</td>
      <td class="num">{time(exchange.tcp?.min_rtt_us)}</td>
      <td class="num side">{time(client?.total_us)}</td>
      <td class="num">{time(resource?.ttfb_us)}</td>
      <td class="num">{time(resource?.transfer_us)}</td>
      <td>{resource ? (resource.reused ? "reused" : <>new, {duration(resource.connect_us)}</>) : <span class="none">–</span>}</td>
      <td class="num">{time(client?.turnaround_us)}</td>
    </tr>
  );
}

function time(us: number | null | undefined) {
  return us == null ? <span class="none">–</span> : duration(us);
}
