/* Adopted as a constructed sheet, which a merchant's `style-src 'self'` allows. */

export const style = `
:host { all: initial; }
dialog {
  box-sizing: border-box; width: min(24rem, calc(100vw - 2rem)); padding: 1.5rem; border: 1px solid var(--line);
  border-radius: 0.75rem; background: var(--surface); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif;
  color-scheme: light dark;
  --surface: #fff; --ink: #1c1b19; --quiet: #5c5850; --line: #cfcac0; --strong: #1f4e46; --on-strong: #fff; --wrong: #a32619;
}
dialog::backdrop { background: rgb(0 0 0 / 0.5); }
h2 { margin: 0 0 0.5rem; font-size: 1.25rem; line-height: 1.3; }
p { margin: 0 0 1rem; color: var(--quiet); }
label { display: block; margin-bottom: 0.25rem; font-weight: 600; }
input {
  box-sizing: border-box; width: 100%; padding: 0.625rem 0.75rem; border: 1px solid var(--quiet); border-radius: 0.5rem;
  background: transparent; color: inherit; font: 600 1.5rem/1.2 ui-monospace, monospace; letter-spacing: 0.3em;
}
input[aria-invalid] { border-color: var(--wrong); }
#error { min-height: 1.5em; margin: 0.5rem 0; color: var(--wrong); }
div { display: flex; flex-wrap: wrap; gap: 0.75rem; justify-content: flex-end; }
button {
  min-height: 2.75rem; padding: 0.5rem 1.25rem; border: 1px solid var(--line); border-radius: 0.5rem; background: transparent;
  color: inherit; font: inherit; cursor: pointer;
}
#submit { border-color: var(--strong); background: var(--strong); color: var(--on-strong); font-weight: 600; }
#submit:disabled { opacity: 0.6; cursor: progress; }
:focus-visible { outline: 3px solid var(--strong); outline-offset: 2px; }
@media (prefers-color-scheme: dark) {
  dialog {
    --surface: #1d1f1e; --ink: #efece6; --quiet: #b3aea4; --line: #4b4d4a; --strong: #7fc4b6; --on-strong: #10201c; --wrong: #ff9d8f;
  }
}
`;
