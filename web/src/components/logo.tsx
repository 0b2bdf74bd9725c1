/** The mark of counterflow: two arrows that run against each other. Decoration: the name stands beside it. */
export function Logo({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <rect width="24" height="24" rx="6" fill="var(--cf-accent)" />
      <g fill="none" stroke="#fff" strokeWidth="1.9" strokeLinecap="round" strokeLinejoin="round">
        <path d="M5.5 9.2h9.2m-2.9-3.1 3.1 3.1-3.1 3.1" />
        <path d="M18.5 14.8H9.3m2.9 3.1-3.1-3.1 3.1-3.1" strokeOpacity=".72" />
      </g>
    </svg>
  );
}
