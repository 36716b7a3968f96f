import type { Mark } from "../visits";

/** One visit: a dot if trusted, a ring if not yet; a full square if trusted after a check, a crossed one if not allowed. */
export function drawMark(
  ctx: CanvasRenderingContext2D,
  kind: Mark,
  x: number,
  y: number,
  colour: string,
  ground: string,
  scale: number,
): void {
  const square = kind === "not_allowed" || kind === "cleared";
  const size = (square ? 4.5 : 3.5) * scale;
  ctx.save();
  ctx.setLineDash([]);
  ctx.lineWidth = 1.75 * scale;
  ctx.strokeStyle = colour;
  ctx.fillStyle = kind === "trusted" || kind === "cleared" ? colour : ground;
  ctx.beginPath();
  if (square) ctx.rect(x - size, y - size, 2 * size, 2 * size);
  else ctx.arc(x, y, size, 0, 2 * Math.PI);
  ctx.fill();
  ctx.stroke();
  if (kind === "not_allowed") {
    ctx.beginPath();
    ctx.moveTo(x - size, y - size);
    ctx.lineTo(x + size, y + size);
    ctx.moveTo(x + size, y - size);
    ctx.lineTo(x - size, y + size);
    ctx.stroke();
  }
  ctx.restore();
}
