/** Set by build.mjs: the shadow root is open in a test build only. */
declare const OPEN_ROOT: boolean;

declare module "*.css" {
  const text: string;
  export default text;
}
