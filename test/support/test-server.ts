/** The one PostgreSQL of a test run, as the global set-up hands it to the test files. */
export interface TestServer {
  /** Folder of its Unix socket. */
  host: string;
  user: string;
  password: string;
  /** Database with all migrations run, to make others from. */
  template: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    testServer: TestServer;
  }
}
