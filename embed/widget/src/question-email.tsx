import { latin } from "./field.tsx";

export const email = latin("email", /^[^\s@"]+@([^\s/@.]+\.)+[^\s/@.\d][^\s/@.]+$/);
