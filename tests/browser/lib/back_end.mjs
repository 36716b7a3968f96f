// A merchant's back end: the routes that need the secret key, at the server itself.

/** `{site, get, post, remove}`; each answers the parsed body, `null` where there is none, and throws what was refused. */
export function backEnd({ host, port }, { site, key }) {
  const call = async (method, path, body) => {
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    const answer = await fetch(`http://${host}:${port}${path}`, { method, headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : null;
  };
  return {
    site,
    get: (path) => call("GET", path),
    post: (path, body) => call("POST", path, body),
    remove: (path) => call("DELETE", path),
  };
}
