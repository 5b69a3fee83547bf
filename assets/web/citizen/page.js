// Keeps one ticket up to date: the server sends the very HTML that is shown. Plain enough for old WeChat browsers.
(function () {
  "use strict";
  var SILENT_MS = 45000; // three beats of the server: the connection is dead although nobody said so
  var SHOW_AFTER_MS = 3000; // a break shorter than this is not worth a word
  var ticket = document.getElementById("ticket");
  var lost = document.getElementById("lost");
  var address = document.body.getAttribute("data-events");
  var source = null, heard = Date.now(), trouble = null, over = false;

  function well() {
    heard = Date.now();
    clearTimeout(trouble);
    trouble = null;
    lost.hidden = true;
  }
  function ill() {
    if (!trouble && !over) trouble = setTimeout(function () { lost.hidden = false; }, SHOW_AFTER_MS);
  }
  function listen() {
    if (source) source.close();
    source = new EventSource(address);
    source.addEventListener("ticket", function (message) {
      well();
      var before = ticket.querySelector(".band");
      ticket.innerHTML = message.data;
      var band = ticket.querySelector(".band");
      var called = band && band.getAttribute("data-state") === "called";
      if (called && before && before.getAttribute("data-state") !== "called" && navigator.vibrate) {
        navigator.vibrate([200, 100, 200]);
      }
    });
    source.addEventListener("beat", well);
    source.addEventListener("over", function () { over = true; source.close(); well(); });
    source.onerror = function () {
      ill();
      // A browser gives up after an answer that is no stream (the hub restarts behind a proxy, say).
      if (source.readyState === 2 && !over) setTimeout(listen, 5000);
    };
  }
  function look() {
    if (!over && Date.now() - heard > SILENT_MS) { heard = Date.now(); ill(); listen(); }
  }
  if (!address || !window.EventSource) return;
  listen();
  setInterval(look, 5000);
  document.addEventListener("visibilitychange", function () {
    // A phone that slept has often lost its connection without knowing.
    if (!document.hidden && !over && (source.readyState !== 1 || Date.now() - heard > 20000)) { listen(); }
  });
})();
