/** What is wrong with an option, and which one; the message never holds a value. */
export interface OptionProblem {
  readonly path: string[];
  readonly message: string;
}
