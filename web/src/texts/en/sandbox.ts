/** Sandbox: the stores that this installation emulates. */
export const sandbox = {
  'sandbox.sub': 'Made-up shops that run on this server and answer like Lightspeed. Nothing leaves this machine.',
  'sandbox.column.name': 'Name',
  'sandbox.column.account': 'Account',
  'sandbox.column.login': 'Sign-in',
  'sandbox.connect': 'Connect',
} as const;
