// Names of properties that never leave the widget: no message carries them, no page sees them, nothing on
// the device is kept under them, and they name no member of the DOM. The build shortens them, which saves
// 180 of the 18,000 bytes; a test holds what is said here.
export const inner = `
  announce aria busy canRemember chosen choose digits draw emit enter forget group hint keepForLater kept last live
  noDecline node online passing props remembered renew said screen shown star steps store tap tapped unsent updated
  view wishes withoutContact
`
  .trim()
  .split(/\s+/);
