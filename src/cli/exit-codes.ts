/** What the shell learns; fixed, since other people's scripts read it. */
export const exitCodes = {
  done: 0,
  /** Also: waits for a person, was cancelled. */
  failed: 1,
  usage: 2,
  /** The run reached its end, but records failed. */
  recordErrors: 3,
  /** Not signed in, or not allowed. */
  notAllowed: 4,
  notFound: 5,
  /** Conflict, or a name that several resources have. */
  conflict: 6,
  /** Rate limited, or nobody answers. */
  unreachable: 7,
  timeout: 8,
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Exit code for a refusal of the REST API. */
export function exitCodeOf(status: number): ExitCode {
  if (status === 400 || status === 413 || status === 415) return exitCodes.usage;
  if (status === 401 || status === 403) return exitCodes.notAllowed;
  if (status === 404) return exitCodes.notFound;
  if (status === 409 || status === 410 || status === 412) return exitCodes.conflict;
  if (status === 408 || status === 504) return exitCodes.timeout;
  if (status === 429 || status === 502 || status === 503) return exitCodes.unreachable;
  return exitCodes.failed;
}
