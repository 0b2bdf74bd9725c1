import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

/** What one bench found: figures with their names, and the goal where there is one. */
export interface Finding {
  name: string;
  title: string;
  rows: [what: string, figure: string][];
  goal?: { text: string; met: boolean };
}

const results = fileURLToPath(new URL('./results/', import.meta.url));

/** Conditions that every figure was taken under. */
function conditions(): string {
  const [cpu] = cpus();
  const gib = Math.round(totalmem() / 1024 ** 3);
  return `${process.platform} ${process.arch}, ${cpus().length} x ${cpu?.model.trim()}, ${gib} GiB, Node ${process.versions.node}, embedded PostgreSQL with fsync on, everything on one machine; ${new Date().toISOString().slice(0, 10)}`;
}

/** A finding as Markdown. */
export function written({ name, title, rows, goal }: Finding): string {
  const table = rows.map(([what, figure]) => `| ${what} | ${figure} |`).join('\n');
  const verdict = goal ? `\nGoal: ${goal.text}. ${goal.met ? 'Met.' : '**Missed.**'}\n` : '';
  return `# ${title}\n\n\`npm run bench -- ${name}\` (${conditions()})\n\n| what | figure |\n| --- | --- |\n${table}\n${verdict}`;
}

/** Keeps a finding in bench/results. */
export async function keep(finding: Finding): Promise<void> {
  await mkdir(results, { recursive: true });
  await writeFile(`${results}${finding.name}.md`, written(finding));
}
