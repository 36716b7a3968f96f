// The table behind a plot, as somebody reads it who does not use the mouse.

/** Opens it by keyboard alone; answers its rows as texts of cells. */
export async function twin(page, plot) {
  await plot.locator("summary").focus();
  await page.keyboard.press("Enter");
  await plot.locator("tbody tr").first().waitFor();
  const rows = await plot.locator("tbody tr").evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.textContent)));
  await page.keyboard.press("Enter");
  return rows;
}
