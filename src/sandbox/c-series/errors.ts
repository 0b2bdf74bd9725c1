/** An error that goes out in the documented shape, `{"error": {code, method, request, message}}`. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Fields of a write that can't be taken: 422 with messages by field. That it is a list of texts for each is unsure. */
export class Refused extends ApiError {
  readonly errors: Record<string, string[]>;

  constructor(errors: Record<string, string[]>) {
    super(422, 'The data given is not valid.');
    this.errors = errors;
  }
}

export const refuse = (field: string, message: string): never => {
  throw new Refused({ [field]: [message] });
};

/** A value that a field can't take; what reads the whole row puts the field's name to it. */
export class BadValue extends Error {}
