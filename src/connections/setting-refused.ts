import { CounterflowError } from '../counterflow-error.ts';

/** A field of a form that is not right; `pointer` is its JSON pointer. */
export class SettingRefused extends CounterflowError {
  readonly pointer: string;
  constructor(pointer: string, code: string, message: string) {
    super(code, message);
    this.pointer = pointer;
  }
}
