import { z } from 'zod';

type Changeable<T extends z.ZodRawShape> = {
  [K in keyof T]: z.ZodExactOptional<T[K] extends z.ZodDefault<infer Inner> ? Inner : T[K]>;
};

/** The schema of a merge patch: every field may be left out, and one that is left out stays as it is instead of taking its default. */
export function patchOf<T extends z.ZodRawShape>(input: z.ZodObject<T>): z.ZodObject<Changeable<T>> {
  const shape = Object.fromEntries(
    Object.entries(input.shape).map(([name, field]) => [
      name,
      (field instanceof z.ZodDefault ? (field.unwrap() as z.ZodType) : (field as z.ZodType)).exactOptional(),
    ]),
  );
  return z.object(shape) as unknown as z.ZodObject<Changeable<T>>;
}
