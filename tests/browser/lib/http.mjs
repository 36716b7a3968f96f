// Reads requests out of the bytes of a connection (RFC 9112; browsers send no chunked bodies here).

/**
 * Complete requests of one connection, from its `parts` `{bytes, order}`: `{method, path, headers, body, raw, order}`,
 * header names in lower case; `order` is that of the part in which the request began.
 */
export function requests(parts) {
  const whole = Buffer.concat(parts.map(({ bytes }) => bytes));
  const orders = parts.flatMap(({ bytes, order }) => Array(bytes.length).fill(order));
  let rest = whole;
  const found = [];
  for (;;) {
    const end = rest.indexOf("\r\n\r\n");
    if (end < 0) return found;
    const [first, ...lines] = rest.subarray(0, end).toString("latin1").split("\r\n");
    const [method, path] = first.split(" ");
    const headers = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
    );
    const length = end + 4 + Number(headers["content-length"] ?? 0);
    if (rest.length < length) return found;
    const order = orders[whole.length - rest.length];
    found.push({ method, path, headers, body: rest.subarray(end + 4, length), raw: rest.subarray(0, length), order });
    rest = rest.subarray(length);
  }
}
