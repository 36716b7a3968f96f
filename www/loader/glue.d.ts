/* The bindings that the build generates from probe-wasm. */
declare module "glue" {
  export function start(origin: string, key: string, view: string, life: AbortSignal): void;
  export function token(): Promise<string | null> | undefined;
  export function view(name: string): void;
  export function stop(): void;
  export function __wbg_set_wasm(exports: WebAssembly.Exports): void;
}
