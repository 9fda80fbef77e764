import { latin } from "./field.tsx";

export const url = latin("url", /^https?:\/\/([^\s/@.]+\.)+[^\s/@.]{2,}([/?#]\S*)?$/i);
