import { type RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

const HEIGHT = 230;

export interface Size {
  width: number;
  height: number;
}

/** Draws a plot into the element that it answers, anew where what it shows, its room or the reader's colour scheme changes. */
export function usePlot(
  shown: object,
  options: (size: Size, css: (name: string) => string) => uPlot.Options,
  data: () => uPlot.AlignedData,
): RefObject<HTMLDivElement | null> {
  const host = useRef<HTMLDivElement>(null);
  const scheme = useColourScheme();

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const style = getComputedStyle(element);
    const css = (name: string) => style.getPropertyValue(name).trim();
    const size = () => ({ width: Math.max(200, element.clientWidth), height: HEIGHT });
    const plot = new uPlot(options(size(), css), data(), element);
    const watch = new ResizeObserver(() => plot.setSize(size()));
    watch.observe(element);
    return () => {
      watch.disconnect();
      plot.destroy();
    };
  }, [shown, scheme]);

  return host;
}

/** Changes when the reader's colour scheme does: a canvas keeps the colours it was drawn with. */
function useColourScheme(): boolean {
  const [dark, setDark] = useState(() => matchMedia("(prefers-color-scheme: dark)").matches);
  useEffect(() => {
    const query = matchMedia("(prefers-color-scheme: dark)");
    const onChange = () => setDark(query.matches);
    query.addEventListener("change", onChange);
    return () => query.removeEventListener("change", onChange);
  }, []);
  return dark;
}
