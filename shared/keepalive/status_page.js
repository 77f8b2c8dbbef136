// Looks again every few seconds and puts in place what has changed: nobody loses their place in the
// page, and a process that is gone leaves its last words standing.
(() => {
  const every = Number(document.body.dataset.refresh) * 1000;
  const find = (id) => document.getElementById(id);
  let paused = false;

  function put(fresh) {
    for (const part of fresh.querySelectorAll("[data-part]")) {
      const here = document.querySelector(`[data-part="${part.dataset.part}"]`);
      if (!here || here.outerHTML === part.outerHTML) continue;
      const links = [...here.querySelectorAll("a")], focused = links.indexOf(document.activeElement);
      here.className = part.className;
      here.replaceChildren(...part.childNodes);
      if (focused >= 0) here.querySelectorAll("a")[focused]?.focus();
    }
    // Read out once, not at each look: how long it has lasted changes all the time.
    if (document.title !== fresh.title) find("said").textContent = document.title = fresh.title;
  }

  async function look() {
    try {
      const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(every) });
      if (!answer.ok) throw new Error(`answered ${answer.status}`);
      put(new DOMParser().parseFromString(await answer.text(), "text/html"));
      find("gone").textContent = "";
    } catch {
      if (find("gone").textContent) return;
      const time = new Date().toISOString().slice(11, 19);
      find("gone").textContent = `No answer since ${time} UTC: the process has ended, or the way to it is cut. What stands here is from before.`;
      document.title = `No answer: ${document.title}`;
    }
  }

  async function keepLooking() {
    await new Promise((done) => setTimeout(done, every));
    if (!paused && !document.hidden) await look();
    keepLooking();
  }

  find("alive").hidden = false;
  find("pause").addEventListener("click", () => {
    paused = !paused;
    find("pause").textContent = paused ? "Go on" : "Pause";
    if (!paused) look();
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && !paused) look(); });
  keepLooking();
})();
