// What every page does. Each part attaches itself by data-attributes and does nothing where there are none.
import * as submitOnce from "./submit-once.js";
import * as store from "./store.js";
import * as range from "./range.js";
import * as relativeTime from "./relative-time.js";
import * as offline from "./offline.js";
import * as live from "./live.js";
import * as refetch from "./refetch.js";
import * as keepPlace from "./keep-place.js";
import * as forget from "./forget.js";
import * as serviceWorker from "./sw-register.js";

for (const part of [submitOnce, store, range, relativeTime, offline, live, refetch, keepPlace, forget, serviceWorker]) part.start();
document.documentElement.dataset.ready = "";
