// Names of properties that never leave the widget: no message carries them, no page sees them, nothing on
// the device is under them, and they name no member of the DOM. The build shortens them, which saves
// 180 of the 18,000 bytes; a test holds what is said here.
export const inner = `
  _complete _fill _out _page _point _rejected _replay _reveal _save _show _stop _ticket _timer _turn _use _version _wait _withoutOffer about anew announce aria busy canRemember centre choose chosen describedBy digits dispose emit enter filled forget group hint inOrder invalid keepForLater last live noDecline node online paint passing path props remembered renew respond revealed said say screen sendable shown star steps store tap tapped told touched unchanged unsent unsigned untold updated view wishes withoutContact
`
  .trim()
  .split(/\s+/);
