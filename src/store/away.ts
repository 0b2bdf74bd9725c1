/** SQLSTATE classes and codes that say the server is going, gone, or full for now. */
const passing = /^(08|57P|53|58)/;
const network = /^(ECONN|EHOST|ENET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|ENOENT$)/;
/** What the driver says about a connection that ended under it; those errors carry no code. */
const driver =
  /connection terminated|terminated unexpectedly|timeout exceeded|connection timeout|client was closed|not queryable/i;

/** Whether a statement failed because its database is away, so that the same statement may work later. */
export function isAway(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false;
  const code = (cause as { code?: unknown }).code;
  if (typeof code === 'string') return passing.test(code) || network.test(code);
  return driver.test(cause.message);
}
