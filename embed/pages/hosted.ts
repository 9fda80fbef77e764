// The hosted page is the widget; this script only gives the page around it the brand's theme.
import "./settings.ts";
