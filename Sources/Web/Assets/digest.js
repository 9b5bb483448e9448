// Compares the digest behind "#" in the address, which no server ever sees, with those on the page.
(function () {
  "use strict";
  var asked = /^#sha256=([0-9A-Za-z_-]{43}|[0-9A-Fa-f]{64})$/.exec(location.hash);
  if (!asked) return;
  var same = Array.prototype.some.call(document.querySelectorAll("[data-digest]"), function (place) {
    var digest = place.getAttribute("data-digest");
    return digest === asked[1] || digest === asked[1].toLowerCase();
  });
  var answer = document.getElementById(same ? "digest-same" : "digest-other");
  if (answer) answer.hidden = false;
})();
