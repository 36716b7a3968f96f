// The console's interface as a script uses it: logs in once, then reads.

/** Logs in at the server itself (not through the relay); answers `get(path)`. */
export async function logIn({ target, password }) {
  const base = `http://${target.host}:${target.port}`;
  const login = await fetch(`${base}/console/api/login`, {
    method: "POST",
    body: JSON.stringify({ name: "admin", password }),
  });
  if (!login.ok) throw new Error(`log-in: ${login.status} ${await login.text()}`);
  const cookie = login.headers.get("set-cookie").split(";")[0];
  const read = async (path) => {
    const answer = await fetch(`${base}${path}`, { headers: { cookie } });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const { sites } = await read("/console/api/me");
  return { site: sites[0].id, get: (path) => read(`${path}${path.includes("?") ? "&" : "?"}site=${sites[0].id}`) };
}
