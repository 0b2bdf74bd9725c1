import { onTestFinished } from 'vitest';
import {
  type CounterflowProcess,
  makeDataFolder,
  type ProcessOptions,
  spawnCounterflow,
} from './counterflow-process.ts';

export { type CounterflowProcess, setUpToken } from './counterflow-process.ts';

/** A data folder that is removed after the test. */
export async function temporaryFolder(): Promise<string> {
  const { dataDir, remove } = await makeDataFolder();
  onTestFinished(remove);
  return dataDir;
}

/** Starts counterflow for one test; it is stopped after the test if it still runs. */
export async function startProcess(options: ProcessOptions): Promise<CounterflowProcess> {
  const counterflow = await spawnCounterflow(options);
  onTestFinished(async () => void (await counterflow.stop()));
  return counterflow;
}
