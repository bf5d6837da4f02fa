// The sandbox's API: requests that fail say why, and events that come again after a break.

import { word } from "./i18n.js";

const CONFLICT = 409;
const NOTHING = 204;
const AGAIN_AFTER = 2000; // milliseconds

async function call(method, path, body) {
  const options = { method };
  if (body instanceof FormData) options.body = body;
  else if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers = { "Content-Type": "application/json" };
  }
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Error(word("error.network"));
  }
  if (response.status === NOTHING) return null;
  if (response.status === CONFLICT) throw new Error(word("error.turning"));
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(`${word("error.refused")} ${answer.error || response.statusText}`);
  return answer;
}

export const get = (path) => call("GET", path);
export const post = (path, body) => call("POST", path, body);

/** Listen to events; `onLine` is told of breaks, and after one everything is asked for again by `again`. */
export function listen(onEvent, onLine, again) {
  let broken = false;
  const open = () => {
    const source = new EventSource("/api/events");
    source.onmessage = (message) => onEvent(JSON.parse(message.data));
    source.onerror = () => {
      broken = true;
      onLine(false);
      // The browser tries again by itself, but gives up for good when it is answered with an error.
      if (source.readyState === EventSource.CLOSED) setTimeout(open, AGAIN_AFTER);
    };
    source.onopen = () => {
      onLine(true);
      if (broken) again();
      broken = false;
    };
  };
  open();
}
