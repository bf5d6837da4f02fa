// The sandbox's API: requests that fail say why, and events that come again after a break.

async function call(method, path, body) {
  const options = { method };
  if (body instanceof FormData) options.body = body;
  else if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers = { "Content-Type": "application/json" };
  }
  const response = await fetch(path, options);
  if (response.status === 204) return null;
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error || response.statusText);
  return answer;
}

export const get = (path) => call("GET", path);
export const post = (path, body) => call("POST", path, body);

/** Listen to events; after a break everything is asked for again by `again`. */
export function listen(onEvent, again) {
  const source = new EventSource("/api/events");
  let broken = false;
  source.onmessage = (message) => onEvent(JSON.parse(message.data));
  source.onerror = () => { broken = true; };
  source.onopen = () => {
    if (broken) again();
    broken = false;
  };
}
