// Helps pages that work without it.
(() => {
  "use strict";
  // A scan that is under way: the number of files, as it grows. Without scripts it is as of when the page was loaded.
  for (const cell of document.querySelectorAll("[data-progress]")) {
    const source = new EventSource(cell.dataset.progress);
    source.onmessage = (event) => {
      const scan = JSON.parse(event.data);
      if (scan.done) {
        source.close();
        location.reload();
      } else {
        cell.textContent = cell.textContent.replace(/[\d,]+/, scan.files.toLocaleString("en"));
      }
    };
  }
  // A form is sent once.
  for (const form of document.querySelectorAll('form[method="post"]')) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "1";
      setTimeout(() => delete form.dataset.sent, 8000);
    });
  }
})();
