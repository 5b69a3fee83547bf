// A shared worker: all tabs of the console listen to one stream. A browser opens at most six connections to a host,
// and six tabs with a stream each would leave none for their pages.
"use strict";
var ports = new Set();
var source = null;

function tell(kind, data) {
  ports.forEach(function (port) { port.postMessage({ kind: kind, data: data }); });
}
function listen(url) {
  if (source && source.readyState !== 2) return;
  source = new EventSource(url);
  source.onopen = function () { tell("open", ""); };
  source.onerror = function () {
    tell("error", "");
    if (source.readyState === 2) setTimeout(function () { if (ports.size) listen(url); }, 5000);
  };
  ["changed", "beat", "over"].forEach(function (kind) {
    source.addEventListener(kind, function (message) {
      if (kind === "over") { source.close(); }
      tell(kind, message.data);
    });
  });
}
self.onconnect = function (event) {
  var port = event.ports[0];
  ports.add(port);
  port.onmessage = function (message) {
    if (message.data.url) {
      listen(message.data.url);
      if (source.readyState === 1) port.postMessage({ kind: "open", data: "" });
    }
    if (message.data.leave) {
      ports.delete(port);
      if (!ports.size && source) { source.close(); source = null; }
    }
  };
  port.start();
};
