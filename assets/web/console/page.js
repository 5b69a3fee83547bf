// The console: one stream for all tabs, the panel as a dialog, the banner when the hub is gone.
(function () {
  "use strict";
  var worker = document.currentScript.getAttribute("data-worker");

  // What htmx's extension takes for an EventSource: the shared one of all tabs, or one of our own.
  htmx.createEventSource = function (url) {
    if (!window.SharedWorker) return new EventSource(url);
    var shared = new EventTarget();
    var port = new SharedWorker(worker, "ting console").port;
    shared.readyState = 0;
    shared.onopen = shared.onerror = null;
    shared.close = function () { port.postMessage({ leave: true }); port.close(); shared.readyState = 2; };
    port.onmessage = function (message) {
      var kind = message.data.kind;
      if (kind === "open" && shared.onopen) { shared.readyState = 1; shared.onopen(new Event("open")); }
      else if (kind === "error") { shared.readyState = 0; }
      else if (kind !== "open") shared.dispatchEvent(new MessageEvent(kind, { data: message.data.data }));
    };
    port.start();
    port.postMessage({ url: new URL(url, location.href).href });
    addEventListener("pagehide", shared.close);
    shared.addEventListener("over", function () { location.assign("/console/sign-in?why=over"); });
    return shared;
  };

  var dialog = document.getElementById("dialog");
  var panel = document.getElementById("panel");
  var lost = document.getElementById("lost");
  var focused = "";

  function refresh() { htmx.trigger("#live", "refresh"); }
  function gone(yes) { lost.hidden = !yes; document.body.classList.toggle("stale", yes); }

  document.body.addEventListener("htmx:beforeSwap", function () {
    focused = document.activeElement && document.activeElement.id || "";
  });
  document.body.addEventListener("htmx:afterSwap", function (event) {
    if (event.detail.target === panel) {
      if (!dialog.open) dialog.showModal();
      refresh();
    } else if (focused) {
      // The live part was drawn anew under somebody's keyboard: give the focus back.
      var again = document.getElementById(focused);
      if (again && document.activeElement === document.body) again.focus({ preventScroll: true });
    }
  });
  document.body.addEventListener("htmx:afterRequest", function (event) {
    if (event.detail.xhr && event.detail.xhr.status) gone(event.detail.xhr.status >= 500);
  });
  document.body.addEventListener("htmx:sendError", function () { gone(true); });
  dialog.addEventListener("click", function (event) {
    if (event.target === dialog || event.target.closest("[data-close]")) { event.preventDefault(); dialog.close(); }
  });
  dialog.addEventListener("close", function () { panel.textContent = ""; refresh(); });
})();
