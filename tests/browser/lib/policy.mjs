// The shop as another merchant would serve it: under a policy of its own, with other attributes in the script tag.

/**
 * Changes the shop's page for one browser context: `policy` replaces its Content-Security-Policy, `tag` is added to
 * our script tag, `nonce` to every script. Answers what the browser reports as violations, each
 * `{directive, blocked}`, in a list that grows.
 */
export async function serveUnder(context, { shop }, { policy, tag = "", nonce }) {
  const violations = [];
  const reports = new URL("/violations", shop).href;
  // A page that a test fulfils comes from no address, and such a page needs leave to speak to this machine.
  await context.grantPermissions(["local-network-access"]);
  await context.route(shop, async (route) => {
    const response = await route.fetch();
    const own = nonce ? ` nonce="${nonce}"` : "";
    const page = (await response.text()).replaceAll("<script", `<script${own}`).replace(" data-key=", ` ${tag} data-key=`);
    const headers = { ...response.headers() };
    if (policy) headers["content-security-policy"] = `${policy}; report-uri ${reports}`;
    await route.fulfill({ response, headers, body: page });
  });
  await context.route(reports, (route) => {
    const { "csp-report": report } = JSON.parse(route.request().postData());
    violations.push({ directive: report["effective-directive"], blocked: report["blocked-uri"] });
    return route.fulfill({ status: 204 });
  });
  return violations;
}
