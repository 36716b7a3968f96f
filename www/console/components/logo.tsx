/** A penny with a fingerprint. */
export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
      <circle cx="16" cy="16" r="14" />
      <path d="M8.6 19.5a8 8 0 0 1-.3-5.6 8 8 0 0 1 14.9-.7 8 8 0 0 1 .4 5" />
      <path d="M12 24.2a14 14 0 0 1-.8-8.2a4.9 4.9 0 0 1 9.7.2 17 17 0 0 1-.5 6.2" />
      <path d="M16 16.2a19 19 0 0 0 .7 8.3" />
    </svg>
  );
}
