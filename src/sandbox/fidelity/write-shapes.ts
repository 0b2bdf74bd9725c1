import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Sample } from './samples.ts';
import { requestShapeOf, shapeOf } from './shape.ts';

/** Shapes of samples: paths, types and header names with made-up values, a file for each sample file. */
export function writeShapes(samples: Sample[], folder: string): void {
  for (const [file, ones = []] of Object.entries(Object.groupBy(samples, ({ file }) => file))) {
    const shapes = ones.map(({ method, path, status, headers, request, body }) => ({
      method,
      path: path.replace(/(?<=[/=])\d+(?=[/.&]|$)/g, '1'),
      status,
      headers,
      ...(request === undefined ? {} : { request: requestShapeOf(request) }),
      body: shapeOf(body),
    }));
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `[\n${shapes.map((shape) => JSON.stringify(shape)).join(',\n')}\n]\n`);
  }
}
