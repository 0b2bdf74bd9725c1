const lines = 30;

/** Two bundles of lines that run against each other, one in the accent and one neutral. */
export function CounterflowLines() {
  const numbers = Array.from({ length: lines }, (_, i) => i);
  return (
    <svg aria-hidden="true" viewBox="0 0 840 900" preserveAspectRatio="xMidYMid slice" fill="none">
      {numbers.map((i) => (
        <path
          key={`down ${i}`}
          d={`M0 ${80 + i * 13.5}C${200 + i * 5} ${80 + i * 15} ${330 - i * 3} ${420 + i * 14} 640 ${418 + i * 8}S 780 ${400 + i * 12} 840 ${360 + i * 15}`}
          stroke="var(--cf-accent)"
          strokeOpacity={0.18 + 0.5 * (i / lines) * (i % 6 === 0 ? 1 : 0.55)}
          strokeWidth={i % 6 === 0 ? 1.6 : 0.8}
        />
      ))}
      {numbers.map((i) => (
        <path
          key={`up ${i}`}
          d={`M0 ${835 - i * 12}C${230 - i * 2} ${835 - i * 14} ${340 + i * 4} ${560 - i * 4} 560 ${404 - i * 2}S 760 ${240 + i * 4} 840 ${135 + i * 9}`}
          stroke="var(--cf-text)"
          strokeOpacity={i % 6 === 0 ? 0.22 : 0.1}
          strokeWidth={i % 6 === 0 ? 1.3 : 0.8}
        />
      ))}
    </svg>
  );
}
