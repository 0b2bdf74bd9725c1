/** What every `--help` begins with. */
export function examplesText([first, second]: readonly [string, string]): string {
  return `Examples:\n  counterflow ${first}\n  counterflow ${second}\n`;
}
