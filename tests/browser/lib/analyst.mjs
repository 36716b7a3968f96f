// Somebody at the console: logged in, and heard where the console complains.
import { complaints } from "./browser.mjs";

/** `{page, heard}` of an analyst in a browser of their own. */
export async function analyst({ browser, server }) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => console.error(`CSP: ${violatedDirective} ${blockedURI}`));
  });
  const page = await context.newPage();
  await page.goto(server.console);
  await page.locator("input[name=name]").fill("admin");
  await page.locator("input[name=password]").fill(server.password);
  await page.keyboard.press("Enter");
  await page.getByRole("navigation", { name: "Views" }).waitFor();
  // The browser's own note on who is not logged in yet is no complaint.
  return { page, heard: complaints(page) };
}

/** Opens the look-up of a section, and waits for the focus to go to its top, from where it may be moved. */
export async function lookUp(page, { server }, section) {
  await page.evaluate(() => document.activeElement.blur());
  await page.goto(`${server.console}#/${section}?site=${server.backEnd.site}`);
  await page.locator("main:focus").waitFor();
}
