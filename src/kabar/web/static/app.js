// Kabar's only script. Every page works without it; it saves reloads and adds keys.
const acts = document.getElementById("acts");
const notice = document.querySelector(".notice");

// --- What was just done ---------------------------------------------------------------------------------------

let fade = 0;

function say(message, undo) {
  notice.replaceChildren();
  const words = document.createElement("p");
  words.textContent = message;
  notice.append(words);
  if (undo && acts) {
    const button = document.createElement("button");
    button.className = "button";
    button.type = "submit";
    button.name = "do";
    button.value = `undo:${undo}`;
    button.setAttribute("form", "acts");
    button.dataset.undo = "";
    button.textContent = acts.dataset.undoWord;
    notice.append(button);
  }
  notice.classList.remove("is-empty");
  settle();
}

function settle() {
  clearTimeout(fade);
  fade = setTimeout(() => notice.classList.add("is-empty"), 12000);
}
if (notice && !notice.classList.contains("is-empty")) settle();

// --- Acts without a reload ------------------------------------------------------------------------------------

async function post(action, body) {
  const answer = await fetch(action, {
    method: "POST",
    body,
    headers: { Accept: "application/json" },
    credentials: "same-origin",
    redirect: "error",
  });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.error);
  return said;
}

// After these the page itself must change: the simplest true picture is the server's.
const RELOADS = new Set(["undo", "taste", "readall", "alert", "forget", "mute", "strength"]);

acts?.addEventListener("submit", async (event) => {
  const button = event.submitter;
  const verb = button?.value.split(":")[0];
  if (!button || RELOADS.has(verb)) return; // the browser does it
  event.preventDefault();
  const body = new URLSearchParams(new FormData(acts));
  body.set("do", button.value);
  try {
    const said = await post(acts.action, body);
    say(said.message, said.undo);
    reflect(button);
  } catch (error) {
    say(error.message || String(error));
  }
});

function reflect(button) {
  const [verb, kind, , , on] = button.value.split(":");
  const card = button.closest("[data-card]");
  button.closest("details.menu")?.removeAttribute("open");
  if (verb === "mark" && card) {
    if (kind === "hidden" && on === "on") card.classList.add("is-read");
    if (kind === "read") card.classList.toggle("is-read", on === "on");
  }
  if (button.hasAttribute("aria-pressed")) {
    const pressed = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(pressed));
    const words = button.firstChild; // the rest of a follow button is its subject, for screen readers
    if (button.dataset.other && words) {
      [words.textContent, button.dataset.other] = [button.dataset.other, words.textContent.trim()];
    }
  }
  if (verb === "mark") button.value = button.value.replace(/:(on|off)$/, (end) => (end === ":on" ? ":off" : ":on"));
  if (verb === "follow") {
    button.classList.add("is-followed");
    button.value = button.value.replace(/^follow/, "forget");
  }
}

// Theme and type at once, saved quietly.
for (const form of document.querySelectorAll("form[data-quiet]")) {
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (!button) return;
    event.preventDefault();
    const [name, value] = button.value.split("-");
    const root = document.documentElement;
    if (name === "theme") root.dataset.theme = value;
    else root.className = root.className.replace(new RegExp(`\\b${name}-\\d`), button.value);
    for (const other of document.querySelectorAll(`form[data-quiet] button[value^="${name}-"]`)) {
      other.setAttribute("aria-pressed", String(other.value === button.value));
    }
    const body = new URLSearchParams(new FormData(form));
    body.set("set", button.value);
    try {
      await post(form.action, body);
    } catch (error) {
      say(error.message || String(error));
    }
  });
}

// --- Pictures that do not come leave no hole ---------------------------------------------------------------------

function withoutPicture(image) {
  image.closest(".still")?.classList.add("is-bare");
  const place = image.closest("a.card-picture, figure") ?? image;
  if (!place.querySelector?.("video, audio, button, a[rel]")) place.classList.add("is-missing");
}
document.addEventListener("error", (event) => event.target instanceof HTMLImageElement && withoutPicture(event.target), true);
for (const image of document.querySelectorAll("main img")) if (image.complete && !image.naturalWidth && image.loading !== "lazy") withoutPicture(image);

// --- Menus close when one looks elsewhere ------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  }
});

// --- Keys -----------------------------------------------------------------------------------------------------

const cards = [...document.querySelectorAll("[data-card]")];
let current = -1;
let afterG = false;

function move(step) {
  if (!cards.length) return;
  cards[current]?.classList.remove("is-current");
  current = Math.min(cards.length - 1, Math.max(0, current + step));
  const card = cards[current];
  card.classList.add("is-current");
  card.scrollIntoView({ block: "nearest" });
  card.querySelector("[data-open]")?.focus({ preventScroll: true });
}

function press(key) {
  const place = cards[current] ?? document;
  (place.querySelector(`[data-key="${key}"]`) ?? document.querySelector(`main [data-key="${key}"]`))?.click();
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  o: () => cards[current]?.querySelector("[data-open]")?.click(),
  f: () => press("f"),
  m: () => press("m"),
  s: () => press("s"),
  u: () => (document.querySelector(".notice:not(.is-empty) [data-undo]") ?? document.getElementById("undo-last"))?.click(),
  "/": () => {
    const field = [...document.querySelectorAll('input[type="search"]')].find((input) => input.offsetParent);
    if (field) field.focus();
    else location.assign("/search");
  },
  1: () => location.assign("/"),
  2: () => location.assign("/?order=time"),
  3: () => location.assign("/?order=importance"),
  "?": () => location.assign("/help"),
  g: () => {
    afterG = true;
    setTimeout(() => (afterG = false), 1000);
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details.menu[open]")) menu.removeAttribute("open");
    if (event.target.matches?.("input, textarea")) event.target.blur();
    return;
  }
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  if (afterG && event.key === "h") {
    location.assign("/");
    return;
  }
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

// --- The reading page remembers ------------------------------------------------------------------------------

const article = document.querySelector("[data-article]");
if (article) {
  const text = article.querySelector(".prose");
  const before = Number(article.dataset.progressAt);
  let furthest = before;
  let sent = before;
  if (before > 0.05 && before < 0.95 && !location.hash) {
    scrollTo(0, text.offsetTop + text.offsetHeight * before - innerHeight * 0.5);
  }
  const measure = () => {
    const box = text.getBoundingClientRect();
    furthest = Math.max(furthest, Math.min(1, Math.max(0, (innerHeight - box.top) / Math.max(1, box.height))));
  };
  const save = () => {
    measure();
    if (furthest - sent < 0.03 && !(furthest === 1 && sent < 1)) return;
    sent = furthest;
    const body = new URLSearchParams({ token: article.dataset.token, fraction: furthest.toFixed(3) });
    navigator.sendBeacon(`/article/${article.dataset.article}/progress`, body);
  };
  let pause = 0;
  const onScroll = () => {
    measure();
    clearTimeout(pause);
    pause = setTimeout(save, 1500); // phones end pages without a word
  };
  addEventListener("scroll", onScroll, { passive: true });
  addEventListener("pagehide", save);
  document.addEventListener("visibilitychange", () => document.hidden && save());
  const printer = article.querySelector("[data-print]");
  printer.hidden = false;
  printer.addEventListener("click", () => print());
}

// --- Progress of a long job ------------------------------------------------------------------------------------

const job = document.querySelector("[data-progress]");
if (job) {
  const bar = job.querySelector("progress");
  const timer = setInterval(async () => {
    try {
      const now = await (await fetch(job.dataset.progress, { headers: { Accept: "application/json" } })).json();
      if (!now.running) {
        clearInterval(timer);
        location.reload();
        return;
      }
      if (now.total) {
        bar.max = now.total;
        bar.value = now.done;
      }
      const said = job.querySelector("[data-progress-words]");
      if (said && now.words) said.textContent = now.words;
    } catch {
      clearInterval(timer);
    }
  }, 3000);
}

// --- A rule for an outlet, tried out while it is written ---------------------------------------------------------

const rule = document.querySelector("form[data-rule]");
if (rule) {
  let pause = 0;
  let asked = 0;
  const make = (tag, text, name) => {
    const element = document.createElement(tag);
    element.textContent = text;
    if (name) element.className = name;
    return element;
  };
  const count = new Intl.NumberFormat(document.documentElement.lang);
  const showFaults = (part, faults) => {
    const place = rule.querySelector(`[data-faults="${part}"]`);
    document.getElementById(part).toggleAttribute("aria-invalid", faults.length > 0);
    place.replaceChildren(
      ...faults.flatMap((fault) => {
        const pre = document.createElement("pre");
        pre.dir = "ltr";
        pre.append(make("code", fault.pointer.split("\n").slice(0, 2).join("\n")));
        return [pre];
      }),
    );
  };
  const showPage = (page) => {
    const place = document.querySelector(`[data-page="${page.article}"]`);
    const rows = place?.querySelectorAll("[data-state]") ?? [];
    if (rows.length !== page.pieces.length) return;
    page.pieces.forEach((piece, index) => {
      const row = rows[index];
      if (row.dataset.state === piece.state) return;
      row.dataset.state = piece.state;
      row.className = `piece is-${piece.state}`;
      const tag = { removed: "del", added: "ins" }[piece.state];
      row.querySelector(".piece-text").replaceChildren(tag ? make(tag, piece.text) : piece.text);
    });
    place.querySelector("[data-after]").textContent = count.format(page.words_after);
    const unmatched = place.querySelector("[data-unmatched]");
    unmatched.replaceChildren(
      ...page.unmatched.map((selector) => {
        const line = make("li", `${unmatched.dataset.unmatched} `, "is-changed");
        line.append(make("code", selector));
        return line;
      }),
    );
  };
  const tryOut = async () => {
    const turn = ++asked;
    const body = new URLSearchParams(new FormData(rule));
    body.set("do", "preview");
    try {
      const said = await post(rule.action, body);
      if (turn !== asked) return; // something newer was written
      for (const part of ["keep", "drop"]) showFaults(part, said.faults.filter((fault) => fault.part === part));
      said.pages.forEach(showPage);
    } catch (error) {
      say(error.message || String(error));
    }
  };
  rule.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(tryOut, 500);
  });
}

// A one-time link's page presses its own button; link checkers that fetch pages do not run scripts.
document.querySelector("form[data-submit-at-once]")?.requestSubmit();

// --- Messages to this browser -----------------------------------------------------------------------------------

const pusher = document.querySelector("form[data-push-key]");
if (pusher && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window) {
  const button = pusher.querySelector("button");
  const hint = pusher.querySelector("[data-push-hint]");
  const words = hint.textContent;
  const worker = "/push-worker.js"; // our own file, at the top so that it stands for all pages
  const address = window.trustedTypes?.createPolicy("kabar", { createScriptURL: () => worker }).createScriptURL(worker) ?? worker;
  button.hidden = false;
  hint.hidden = true;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      if ((await Notification.requestPermission()) !== "granted") throw new Error(words);
      await navigator.serviceWorker.register(address);
      const { pushManager } = await navigator.serviceWorker.ready;
      const text = pusher.dataset.pushKey.replaceAll("-", "+").replaceAll("_", "/");
      const key = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      const made = (await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })).toJSON();
      const body = new URLSearchParams(new FormData(pusher));
      for (const [name, value] of Object.entries({ endpoint: made.endpoint, ...made.keys })) body.set(name, value);
      await post(pusher.action, body);
      location.reload();
    } catch (error) {
      hint.hidden = false;
      hint.textContent = error.message || words;
      button.disabled = false;
    }
  });
}
