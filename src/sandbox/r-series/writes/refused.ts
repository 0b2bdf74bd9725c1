/** A write that is not done; nothing of it stays. The message says what is wrong with which field or row. */
export class Refused extends Error {
  readonly status: 400 | 403 | 404 | 405;

  constructor(message: string, status: Refused['status'] = 400) {
    super(message);
    this.status = status;
  }
}
