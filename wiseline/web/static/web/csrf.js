// The token that a POST needs. The cookie is newer than a page that was kept for use without a network.
export function csrfToken() {
  const cookie = /(?:^|; )[\w-]*csrf[\w-]*=([^;]+)/.exec(document.cookie)?.[1];
  if (cookie) return cookie;
  const headers = document.body.getAttribute("hx-headers");
  return headers ? JSON.parse(headers)["X-CSRFToken"] : "";
}
