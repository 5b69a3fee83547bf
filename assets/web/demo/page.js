// The demo page: screens by noVNC, everything else from /state.json.
import RFB from "/vendor/novnc/core/rfb.js";

const ASK_EVERY_MS = 800; // a ticket takes longer to be torn off than to be shown here
const AGAIN_MS = 1000; // a screen that has gone is asked for again after this

const $ = (id) => document.getElementById(id);
let words = {};
let language = localStorage.getItem("ting-language") || "zh";
let hall = null;
let seen = null;

const say = (key, values = {}) => {
  const text = words[key] ?? key;
  const chosen = typeof text === "string" ? text : (values.n === 1 && text.one) || text.other;
  return chosen.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
};
const named = (thing) => (language === "zh" ? thing.zh : thing.en);

function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== null) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

const icon = (name) => {
  const made = make("i", { class: "icon" });
  made.style.setProperty("--icon", `url(/icons/${name}.svg)`);
  return made;
};

// ---- screens ----

class Glass {
  constructor(screen) {
    this.screen = screen;
    this.title = make("h2");
    this.hint = make("small");
    this.enlarge = make("button", { class: "quiet", type: "button", onclick: () => this.toggle() }, icon("search"), make("span"));
    this.target = make("div");
    this.opening = make("p", { class: "opening" });
    const glass = make("div", { class: "glass" }, this.target, this.opening);
    glass.style.setProperty("--width", screen.width);
    glass.style.setProperty("--height", screen.height);
    this.card = make("section", { class: "card screen", id: `screen-${screen.name}` },
      make("div", { class: "head" }, this.title, this.hint, this.enlarge), glass);
    if (screen.width > screen.height && screen.width > 1400) this.card.classList.add("wide");
  }

  speak() {
    this.title.textContent = named(this.screen);
    this.hint.textContent = say(this.screen.name === "wall" ? "screen.look" : "screen.touch");
    this.opening.textContent = say("screen.opening");
    this.enlarge.lastChild.textContent = say(this.card.classList.contains("enlarged") ? "do.shrink" : "do.enlarge");
    this.target.setAttribute("aria-label", named(this.screen));
  }

  toggle() {
    const on = this.card.classList.toggle("enlarged");
    document.body.classList.toggle("enlarged", on);
    this.speak();
  }

  connect() {
    const address = new URL(`/screens/${this.screen.name}`, location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const rfb = new RFB(this.target, address.href, { shared: true });
    rfb.scaleViewport = true;
    rfb.background = "transparent";
    rfb.qualityLevel = 8;
    rfb.addEventListener("connect", () => this.card.classList.add("live"));
    rfb.addEventListener("disconnect", () => {
      this.card.classList.remove("live");
      setTimeout(() => this.connect(), AGAIN_MS);
    });
  }
}

const glasses = [];

function buildScreens() {
  for (const screen of hall.screens) {
    const glass = new Glass(screen);
    glasses.push(glass);
    $(screen.height > 1400 ? "place-kiosk" : "place-middle").append(glass.card);
    if (hall.virtual) glass.connect();
  }
  if (!hall.virtual) {
    for (const glass of glasses) glass.card.remove();
    $("place-kiosk").remove();
    $("hall").classList.add("desktop");
    $("place-middle").append(make("p", { class: "card wide", "data-words": "screen.windows" }));
  }
}

// ---- window devices ----

async function post(path) {
  const answer = await fetch(path, { method: "POST" });
  return answer.ok ? answer.json() : { done: false };
}

let quietAgain = 0;
function tell(key, good) {
  $("said").textContent = say(key);
  $("said").classList.toggle("bad", !good);
  clearTimeout(quietAgain);
  quietAgain = setTimeout(() => { $("said").textContent = ""; }, 4000);
}

function buildWindows() {
  for (const evaluator of hall.evaluators) {
    const keys = [0, 1, 2, 3].map((key) => make("button", {
      type: "button", "data-words": `evaluator.k${key}`,
      onclick: async () => {
        const { done } = await post(`/evaluators/${evaluator.address}/press?key=${key}`);
        tell(done ? "evaluator.done" : "evaluator.missed", done);
      },
    }));
    $("windows").append(make("div", { "data-address": evaluator.address },
      make("h3"), make("div", { class: "bar dark" }), make("div", { class: "keys" }, ...keys)));
  }
}

function showBars() {
  $("led-empty").hidden = seen.led.length > 0;
  $("windows").hidden = seen.led.length === 0;
  for (const evaluator of hall.evaluators) {
    const place = $("windows").querySelector(`[data-address="${evaluator.address}"]`);
    place.querySelector("h3").textContent = say("led.window", { window: evaluator.window });
    const face = seen.led.find((one) => one.address === evaluator.address);
    const bar = place.querySelector(".bar");
    const lit = Boolean(face && face.on !== false && face.text);
    bar.textContent = lit ? face.text : say(face && face.on === false ? "led.off" : "led.dark");
    bar.className = `bar ${lit ? face.colour : "dark"}`;
    const open = seen.open_evaluators.includes(evaluator.address);
    for (const key of place.querySelectorAll(".keys button")) key.disabled = !open;
  }
}

// ---- paper ----

const shown = new Map();
let first = true;

function showTickets() {
  const strip = $("tickets");
  $("tickets-empty").hidden = seen.tickets.length > 0;
  for (const ticket of [...seen.tickets].reverse()) {
    if (shown.has(ticket.number)) continue;
    const picture = make("img", { src: ticket.picture, loading: "lazy", alt: say("tickets.one", { n: ticket.number }) });
    const paper = make("button", { class: "paper", type: "button", onclick: () => {
      $("paper-view").querySelector("img").src = ticket.picture;
      $("paper-view").showModal();
    } }, picture);
    const figure = make("figure", first ? {} : { class: "new" }, paper);
    if (ticket.phone) {
      figure.append(make("a", { href: ticket.phone, target: "_blank", rel: "noopener", "data-words": "tickets.phone" }, say("tickets.phone")));
    }
    shown.set(ticket.number, figure);
    strip.prepend(figure);
  }
  const there = new Set(seen.tickets.map((ticket) => ticket.number));
  for (const [number, figure] of shown) {
    if (!there.has(number)) { figure.remove(); shown.delete(number); }
  }
  first = false;
  if (seen.tickets.length) $("hint").hidden = true;
  const phone = seen.tickets.find((ticket) => ticket.phone)?.phone;
  if (phone) $("phone").href = phone; else $("phone").removeAttribute("href");
  $("phone").lastElementChild.textContent = say(phone ? "do.phone" : "do.phone_none");
}

$("paper").addEventListener("click", async () => {
  const { done } = await post(`/printer/fault?name=${seen.paper_out ? "none" : "paper_out"}`);
  if (done) seen.paper_out = !seen.paper_out;
  showPaper();
});

function showPaper() {
  $("paper").lastElementChild.textContent = say(seen.paper_out ? "printer.none" : "printer.paper_out");
}

// ---- programs ----

// A program that runs well needs no words; one in trouble shows its last ones.
function wordsOf(program) {
  const said = [];
  if (program.starts > 1) said.push(say("programs.starts", { n: program.starts }));
  if (["pausing", "failed"].includes(program.state) && program.last_line) said.push(program.last_line);
  return said;
}

function showPrograms() {
  const coming = seen.programs.filter((one) => ["waiting", "starting"].includes(one.state)).length;
  const bad = seen.programs.filter((one) => ["pausing", "failed"].includes(one.state)).length;
  $("health").textContent = bad ? say("state.trouble", { n: bad }) : coming ? say("state.starting", { n: coming }) : say("state.ready");
  $("health").className = `pill ${bad ? "bad" : coming ? "" : "good"}`;
  $("programs").replaceChildren(...seen.programs.map((one) => make("li", { class: one.state },
    make("b", {}, named(one)), make("span", {}, say(`program.${one.state}`)),
    ...wordsOf(one).map((text) => make("small", { title: text }, text)))));
}

$("simulate").addEventListener("click", async () => {
  $("simulate").disabled = true;
  try {
    seen.simulated = (await post(`/simulation?on=${!seen.simulated}`)).simulated;
  } finally {
    $("simulate").disabled = false;
    showSimulation();
  }
});

function showSimulation() {
  $("simulate").lastElementChild.textContent = say(seen.simulated ? "do.simulate_stop" : "do.simulate");
}

// ---- words ----

async function speak() {
  words = await (await fetch(`/words/${language}.json`)).json();
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.title = say("page.title");
  $("hall-name").textContent = named(hall.name);
  for (const element of document.querySelectorAll("[data-words]")) element.textContent = say(element.dataset.words);
  $("language").lastElementChild.textContent = language === "zh" ? "English" : "中文";
  for (const glass of glasses) glass.speak();
  if (seen) show();
}

$("language").addEventListener("click", () => {
  language = language === "zh" ? "en" : "zh";
  localStorage.setItem("ting-language", language);
  speak();
});

function show() {
  showTickets();
  showPaper();
  showBars();
  showPrograms();
  showSimulation();
}

async function look() {
  try {
    const answer = await fetch("/state.json", { cache: "no-store" });
    seen = await answer.json();
    $("lost").hidden = true;
    show();
  } catch {
    $("lost").hidden = false;
    $("health").textContent = "";
  }
  setTimeout(look, ASK_EVERY_MS);
}

document.addEventListener("keydown", (event) => {
  const enlarged = glasses.find((glass) => glass.card.classList.contains("enlarged"));
  if (event.key === "Escape" && enlarged && !enlarged.target.contains(document.activeElement)) enlarged.toggle();
});

hall = await (await fetch("/hall.json")).json();
for (const [name, address] of Object.entries(hall.links)) $(name)?.setAttribute("href", address);
buildScreens();
buildWindows();
await speak();
look();
