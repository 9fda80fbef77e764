import { latin } from "./field.tsx";

/** A number with its country code: one without belongs to nobody in particular. */
export const phone = latin("tel", /^(\+|00)[1-9]\d{6,14}$/, /[\s().-]/g);
