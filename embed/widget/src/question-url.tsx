import { latin } from "./field.tsx";

export const url = latin("url", /^https?:\/\/([^\s/@.]+\.)+[^\s/@.\d][^\s/@.]+([/?#]\S*)?$/i);
