// Everything works without this file, but for live updates, sheets and keys.
import "htmx.org/dist/htmx.esm.js";
import { followClocks } from "./clock.js";
import { followLive } from "./live.js";
import { offerKeys } from "./keys.js";
import { offerSheets } from "./sheet.js";
import { offerFilters } from "./rows.js";
import { offerSelection } from "./select.js";
import { offerSearch } from "./search.js";
import { localTimes } from "./times.js";
import { offerForms } from "./forms.js";
import { offerCharts } from "./charts.js";
import { placeDefinitions } from "./definitions.js";
import { offerYear } from "./year.js";

followClocks();
followLive();
offerKeys();
offerSheets();
offerFilters();
offerSelection();
offerForms();
offerSearch();
offerCharts(document);
placeDefinitions();
offerYear();
localTimes(document);
document.addEventListener("htmx:after:swap", () => localTimes(document));
document.addEventListener("htmx:after:swap", () => offerCharts(document));
