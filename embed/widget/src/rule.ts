// The rule language of forms/rule, evaluated on the device. The server has checked each rule's types
// before the form was published, so nothing is checked again here: only evaluated, with the same
// results. forms/rule/testdata/cases.json is the agreement of both sides. No DOM.
import type { Rule, Value } from "./wire.ts";

/** Gives a variable's value, or undefined where it is absent: declined, skipped, unseen. */
export type Scope = (name: string) => Value | undefined;

type Result = Value | number[] | boolean[] | undefined;
type Operation<T> = Record<string, (a: any, b: any) => T>;

const compare: Operation<boolean> = {
  "==": (a, b) => a === b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

const calculate: Operation<number> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  min: Math.min,
  max: Math.max,
};

/** Whether a condition holds. Absent does not. */
export const holds = (rule: Rule, scope: Scope): boolean => evaluate(rule, scope) === true;

/** A rule's value, or undefined where it is absent. */
export function evaluate(rule: Rule, scope: Scope): Result {
  if (typeof rule === "number") return rule + 0;
  if (typeof rule !== "object" || Array.isArray(rule)) return rule as Result;
  const [[operator, operand]] = Object.entries(rule!) as [[string, any]];
  const operands: Rule[] = Array.isArray(operand) ? operand : [operand];
  const at = (index: number): any => evaluate(operands[index], scope);
  const test = (index: number) => at(index) === true;

  switch (operator) {
    case "var":
      return scope(operand + "");
    case "answered":
      return present(typeof operands[0] === "string" ? scope(operands[0]) : at(0));
    case "and":
      return operands.every((_, index) => test(index));
    case "or":
      return operands.some((_, index) => test(index));
    case "!":
      return !test(0);
    case "if": {
      let index = 0;
      while (index + 1 < operands.length && !test(index)) index += 2;
      return at(index + 1 < operands.length ? index + 1 : index);
    }
    case "!=":
      return !evaluate({ "==": operands }, scope);
    case "in":
      return (at(1) ?? []).includes(at(0));
    case "count":
      return at(0)?.length;
    case "some":
      return (at(0) ?? []).some((element: Value) =>
        holds(operands[1], (name) => (name ? undefined : element)),
      );
  }
  const all = operands.map((_, index) => at(index));
  if (compare[operator]) {
    return all.every(
      (b, index) =>
        index < 1 || (present(all[index - 1]) && present(b) && compare[operator]!(all[index - 1], b)),
    );
  }
  // From left to right; absent as soon as one operand or one result on the way is. One alone is negated.
  if (operator === "-" && all.length < 2) all.unshift(0);
  return all.reduce((sum, value) =>
    present(sum) && present(value) ? finite(calculate[operator]!(sum, value)) : undefined,
  );
}

const present = (value: unknown): boolean => value !== undefined;

/** Absent where the result is no finite number; never minus zero. */
const finite = (value: number): number | undefined => (Number.isFinite(value) ? value + 0 : undefined);
