// Reads requests out of the bytes of a connection (RFC 9112; browsers send no chunked bodies here).

/** Complete requests in `parts`: `{method, path, headers, body, raw}`, header names in lower case. */
export function requests(parts) {
  let rest = Buffer.concat(parts);
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
    found.push({ method, path, headers, body: rest.subarray(end + 4, length), raw: rest.subarray(0, length) });
    rest = rest.subarray(length);
  }
}
